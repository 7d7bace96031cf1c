import type { ConsentSettings } from '../../config/schema.ts';
import type { Locale } from '../../lib/locale.ts';
import { NEWSLETTER, type Purpose } from './purpose.ts';

/** What readers may choose among, in the order of the settings: topics, offers, care. */
export function purposesToChoose({ topics }: Pick<ConsentSettings, 'topics'>): Purpose[] {
  const named = topics.map(({ name }): Purpose => `topic:${name}`);
  return [...(named.length === 0 ? [NEWSLETTER] : named), 'marketing', 'service'];
}

/** What a purpose is called to a reader: the title of its topic, or a few words of ours. */
export function purposeTitle(
  purpose: Purpose,
  locale: Locale,
  { topics }: Pick<ConsentSettings, 'topics'>,
): string {
  const topic = topics.find(({ name }) => `topic:${name}` === purpose);
  if (topic) return topic.title[locale] ?? topic.title.en ?? topic.title.ar ?? topic.title.fa ?? topic.name;
  return OWN_TITLES[purpose]?.[locale] ?? purpose;
}

const OWN_TITLES: Partial<Record<Purpose, Record<Locale, string>>> = {
  [NEWSLETTER]: { en: 'Our newsletter', ar: 'نشرتنا البريدية', fa: 'خبرنامهٔ ما' },
  marketing: { en: 'Offers', ar: 'العروض', fa: 'پیشنهادها' },
  service: {
    en: 'Greetings, and questions whether all is well',
    ar: 'التهاني وأسئلتنا عن رضاكم',
    fa: 'شادباش‌ها و احوال‌پرسی',
  },
  transactional: {
    en: 'What concerns your orders',
    ar: 'ما يخص طلباتكم',
    fa: 'آنچه به سفارش‌هایتان مربوط است',
  },
};
