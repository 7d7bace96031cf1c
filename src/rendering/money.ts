import type { Locale } from '../lib/locale.ts';

/** The number systems readers of a language expect; pinned, for `ar` alone means different digits by country. */
export const NUMBER_LOCALES: Record<Locale, string> = { en: 'en', ar: 'ar-u-nu-arab', fa: 'fa-u-nu-arabext' };

/** Currencies whose Persian name is what people say; others keep their ISO 4217 code. */
const PERSIAN_NAMES = new Map([
  ['IRR', 'ریال'],
  ['IRT', 'تومان'],
  ['EUR', 'یورو'],
  ['USD', 'دلار'],
  ['GBP', 'پوند'],
  ['AED', 'درهم'],
  ['TRY', 'لیر'],
  ['AFN', 'افغانی'],
]);

/** Toman is not in ISO 4217, but it is what Iranian shops write; it has no smaller unit in use. */
const UNLISTED_DIGITS = new Map([['IRT', 0]]);

/**
 * An amount in minor units (cents) for people: `€48.50`, `٤٨٫٥٠ €`, `۴۸٫۵۰ یورو`. How many minor units make one is what
 * the runtime's Intl says (IRR 0, KWD 3). Throws a RangeError when `currency` is not three letters.
 */
export function formatMoney(amountMinor: number | bigint, currency: string, locale: Locale): string {
  const format = moneyFormat(currency.toUpperCase(), locale);
  return format(Number(amountMinor));
}

/** Decimal places of a currency's minor unit. */
export function minorDigits(currency: string): number {
  const code = currency.toUpperCase();
  const unlisted = UNLISTED_DIGITS.get(code);
  if (unlisted !== undefined) return unlisted;
  const known = listedDigits.get(code);
  if (known !== undefined) return known;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions();
  const digits = options.maximumFractionDigits ?? 2;
  // Somebody may write any three letters.
  if (listedDigits.size < MAX_FORMATS) listedDigits.set(code, digits);
  return digits;
}

/** Making a format takes longer than reading the row with the amount. */
const listedDigits = new Map<string, number>();

const MAX_FORMATS = 1000;
const formats = new Map<string, (amountMinor: number) => string>();

function moneyFormat(currency: string, locale: Locale): (amountMinor: number) => string {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const made = makeFormat(currency, locale);
  formats.set(key, made);
  return made;
}

function makeFormat(currency: string, locale: Locale): (amountMinor: number) => string {
  const digits = minorDigits(currency);
  const scale = 10 ** digits;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  if (locale === 'fa') {
    const number = new Intl.NumberFormat(NUMBER_LOCALES.fa, fraction);
    const name = PERSIAN_NAMES.get(currency) ?? currency;
    return (amountMinor) => `${number.format(amountMinor / scale)} ${name}`;
  }
  const format = new Intl.NumberFormat(NUMBER_LOCALES[locale], { style: 'currency', currency, ...fraction });
  return (amountMinor) => format.format(amountMinor / scale);
}
