import type { Locale } from '../../lib/locale.ts';

/** One text in every language. */
export type InThree = readonly [en: string, ar: string, fa: string];

/** Texts that stand beside each other as a table for each language. */
export function columns<Key extends string>(
  words: Readonly<Record<Key, InThree>>,
): Record<Locale, Record<Key, string>> {
  const column = (at: 0 | 1 | 2) =>
    Object.fromEntries(Object.entries<InThree>(words).map(([key, texts]) => [key, texts[at]])) as Record<
      Key,
      string
    >;
  return { en: column(0), ar: column(1), fa: column(2) };
}

/** Nouns after a number, for the plural forms of Arabic: `{n, plural, ...}`. */
export const AR_PLURAL = {
  days: 'one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}',
  customers: 'zero {لا عملاء} one {عميل واحد} two {عميلان} few {# عملاء} many {# عميلًا} other {# عميل}',
  people: 'zero {لا أحد} one {شخص واحد} two {شخصان} few {# أشخاص} many {# شخصًا} other {# شخص}',
  contacts:
    'zero {لا جهات اتصال} one {جهة اتصال واحدة} two {جهتا اتصال} few {# جهات اتصال} many {# جهة اتصال} other {# جهة اتصال}',
  purchases:
    'zero {لا مشتريات} one {عملية شراء واحدة} two {عمليتا شراء} few {# عمليات شراء} many {# عملية شراء} other {# عملية شراء}',
  buyers: 'zero {لا مشترين} one {مشترٍ واحد} two {مشتريان} few {# مشترين} many {# مشتريًا} other {# مشترٍ}',
  complaints: 'zero {لا شكاوى} one {شكوى واحدة} two {شكويان} few {# شكاوى} many {# شكوى} other {# شكوى}',
  returns: 'zero {لا مرتجعات} one {مرتجع واحد} two {مرتجعان} few {# مرتجعات} many {# مرتجعًا} other {# مرتجع}',
  times: 'zero {# مرة} one {مرة واحدة} two {مرتين} few {# مرات} many {# مرة} other {# مرة}',
  products:
    'one {منتج واحد آخر} two {منتجان آخران} few {# منتجات أخرى} many {# منتجًا آخر} other {# منتج آخر}',
} as const;
