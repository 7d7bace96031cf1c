import type { Locale } from '../../lib/locale.ts';

/** The words of contacts that may be one person, in English, Arabic and Persian, beside each other. */
const WORDS = {
  title: ['One person?', 'شخص واحد؟', 'یک نفر؟'],
  note: [
    'Nothing here is merged until somebody says so. What is merged can be parted again.',
    'لا يُدمج شيء هنا حتى يقول أحد ذلك. وما دُمج يمكن فصله من جديد.',
    'تا کسی نگوید چیزی یکی نمی‌شود. آنچه یکی شد را می‌توان باز جدا کرد.',
  ],
  none: ['Nobody looks like anybody else.', 'لا أحد يشبه أحدا.', 'هیچ‌کس به دیگری نمی‌ماند.'],
  what: ['What is known', 'ما نعرفه', 'آنچه می‌دانیم'],
  first: ['One', 'الأول', 'یکی'],
  second: ['The other', 'الآخر', 'دیگری'],
  name: ['Name', 'الاسم', 'نام'],
  addresses: ['Addresses', 'العناوين', 'نشانی‌ها'],
  phones: ['Phones', 'الهواتف', 'تلفن‌ها'],
  company: ['Company', 'الشركة', 'شرکت'],
  purchases: ['Purchases', 'المشتريات', 'خریدها'],
  mails: ['Mails', 'الرسائل', 'نامه‌ها'],
  lastSeen: ['Last seen', 'آخر ظهور', 'آخرین بار'],
  likely: ['one person with', 'شخص واحد باحتمال', 'یک نفر، به احتمال'],
  speaksFor: ['speaks for it', 'يؤيد ذلك', 'به سود آن'],
  speaksAgainst: ['speaks against it', 'ينفي ذلك', 'به زیان آن'],
  accept: ['They are one:', 'هما واحد:', 'یکی هستند:'],
  dismiss: ['They are two:', 'هما اثنان:', 'دو نفرند:'],
} as const satisfies Record<string, readonly [en: string, ar: string, fa: string]>;

export type MatchingWords = Record<keyof typeof WORDS, string>;

export const MATCHING_WORDS: Record<Locale, MatchingWords> = {
  en: column(0),
  ar: column(1),
  fa: column(2),
};

function column(at: 0 | 1 | 2): MatchingWords {
  return Object.fromEntries(Object.entries(WORDS).map(([key, texts]) => [key, texts[at]])) as MatchingWords;
}
