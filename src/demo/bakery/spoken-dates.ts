import type { Locale } from '../../lib/locale.ts';
import type { Random } from './random.ts';

/** Where the bakery stands. */
export const BAKERY_TIME_ZONE = 'Europe/Vienna';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const DIGITS: Record<Exclude<Locale, 'en'>, string> = { ar: '٠١٢٣٤٥٦٧٨٩', fa: '۰۱۲۳۴۵۶۷۸۹' };

/** `text` with the digits of the language. */
export function digitsOf(text: string, locale: Locale): string {
  if (locale === 'en') return text;
  return text.replace(/\d/g, (digit) => DIGITS[locale][Number(digit)] ?? digit);
}

/** Intl objects are dear: one for each shape. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(date: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${JSON.stringify(options)}`;
  const formatter =
    formatters.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone: BAKERY_TIME_ZONE });
  formatters.set(key, formatter);
  return formatter.format(date);
}

/** A day as people write it in an order: `Friday 13 March`, `الجمعة ١٣ آذار`, `جمعه ۲۲ اسفند`. */
export function sayDay(date: Date, locale: Locale): string {
  if (locale === 'fa') {
    const weekday = format(date, 'fa-IR-u-ca-persian', { weekday: 'long' });
    const day = format(date, 'fa-IR-u-ca-persian', { day: 'numeric', month: 'long' });
    return `${weekday} ${day}`;
  }
  if (locale === 'ar') {
    const weekday = format(date, 'ar-SY-u-nu-latn', { weekday: 'long' });
    return `${weekday} ${format(date, 'ar-SY-u-nu-latn', { day: 'numeric', month: 'long' })}`;
  }
  return `${format(date, 'en-GB', { weekday: 'long' })} ${format(date, 'en-GB', { day: 'numeric', month: 'long' })}`;
}

/** A full date and time for the line above a quote. */
export function sayMoment(date: Date, locale: Locale): { day: string; time: string } {
  const language = { en: 'en-GB', ar: 'ar-EG-u-nu-arab', fa: 'fa-IR-u-ca-gregory' }[locale];
  return {
    day: format(date, language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    time: format(date, language, { hour: '2-digit', minute: '2-digit', hour12: false }),
  };
}

/** `2026-03-13 09:12`, in the bakery's zone. */
export function stampOf(date: Date): string {
  return format(date, 'sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** A Date header (RFC 5322 3.3) at the bakery's summer or winter offset, which is near enough for a story. */
export function headerDate(date: Date): string {
  const isSummer = date.getUTCMonth() >= 3 && date.getUTCMonth() <= 9;
  const offsetMinutes = isSummer ? 120 : 60;
  const local = new Date(date.getTime() + offsetMinutes * MINUTE_MS);
  return local.toUTCString().replace('GMT', isSummer ? '+0200' : '+0100');
}

/** A moment on the day `daysAgo` before `now`, between two hours of UTC, to the second. */
export function momentOn(now: Date, daysAgo: number, hours: readonly [number, number], random: Random): Date {
  const day = new Date(now.getTime() - daysAgo * DAY_MS);
  day.setUTCHours(random.int(hours[0], hours[1] - 1), random.int(0, 59), random.int(0, 59), 0);
  return day;
}

const OPENS_AT_UTC = 6;
const CLOSES_AT_UTC = 17;

/**
 * When the bakery answers a mail of `asked`: minutes to a few hours in its opening hours, else the next morning, and
 * on Monday when Sunday is free.
 */
export function answeredAt(asked: Date, random: Random): Date {
  const quick = random.chance(0.4) ? random.int(6, 45) : random.int(45, 300);
  let answer = new Date(asked.getTime() + quick * MINUTE_MS + random.int(0, 59) * 1000);
  while (!isOpen(answer)) {
    const isEarly = answer.getUTCHours() < OPENS_AT_UTC && answer.getUTCDay() !== 0;
    answer = momentOn(
      new Date(answer.getTime() + (isEarly ? 0 : DAY_MS)),
      0,
      [OPENS_AT_UTC, OPENS_AT_UTC + 3],
      random,
    );
  }
  return answer;
}

function isOpen(date: Date): boolean {
  const hour = date.getUTCHours();
  return date.getUTCDay() !== 0 && hour >= OPENS_AT_UTC && hour < CLOSES_AT_UTC;
}
