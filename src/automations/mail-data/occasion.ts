import type { Locale } from '../../lib/locale.ts';
import type { FillGroup } from './fill-group.ts';

/** The day that a run is about, called as the reader would. */
export const occasionData: FillGroup = (_tx, { about, facts }) => {
  const { occasion } = about;
  if (!occasion) return Promise.resolve(undefined);
  const named = WORDS[occasion.kind === 'holiday' ? occasion.name : occasion.kind];
  const name = named?.[facts.locale ?? 'en'] ?? occasion.name;
  return Promise.resolve({ ...occasion, name });
};

const WORDS: Readonly<Record<string, Record<Locale, string>>> = {
  birthday: { en: 'birthday', ar: 'عيد ميلاد', fa: 'زادروز' },
  anniversary: { en: 'anniversary', ar: 'ذكرى سنوية', fa: 'سالگرد' },
  'name-day': { en: 'name day', ar: 'عيد الاسم', fa: 'روز نام' },
  'new-year': { en: 'New Year', ar: 'رأس السنة', fa: 'سال نو میلادی' },
  christmas: { en: 'Christmas', ar: 'عيد الميلاد', fa: 'کریسمس' },
  nowruz: { en: 'Nowruz', ar: 'عيد النوروز', fa: 'نوروز' },
  yalda: { en: 'Yalda Night', ar: 'ليلة يلدا', fa: 'شب یلدا' },
  mehregan: { en: 'Mehregan', ar: 'مهرجان', fa: 'جشن مهرگان' },
  ramadan: { en: 'Ramadan', ar: 'شهر رمضان', fa: 'ماه رمضان' },
  'eid-al-fitr': { en: 'Eid al-Fitr', ar: 'عيد الفطر', fa: 'عید فطر' },
  'eid-al-adha': { en: 'Eid al-Adha', ar: 'عيد الأضحى', fa: 'عید قربان' },
};
