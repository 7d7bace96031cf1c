import { Temporal } from 'temporal-polyfill/full';
import { MONTHS } from './month-names.ts';
import { plainDate, readPlainDate } from './plain-date.ts';

type Calendar = 'persian' | 'iso8601' | 'islamic-umalqura';

/**
 * The first date in `text`: digits (`20/03/2025`, `1404/01/15`), a day and a month by name (`17 march`, `۱۵ فروردین` with
 * Latin digits), or the end of a month. A date without a year is the next one from `sent` on. `text` in lower case, with
 * Latin digits. Undefined when there is none.
 */
export function firstDateIn(text: string, sent: Temporal.PlainDate): Temporal.PlainDate | undefined {
  return datesIn(text, sent)[0];
}

/** The last date in `text`; see `firstDateIn`. */
export function lastDateIn(text: string, sent: Temporal.PlainDate): Temporal.PlainDate | undefined {
  return datesIn(text, sent).at(-1);
}

/** The next day after `sent` with the weekday, or the "tomorrow", that `text` begins with, within few words. */
export function weekdayIn(text: string, sent: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const near = text.slice(0, MAX_WEEKDAY_DISTANCE);
  if (TOMORROW.test(near)) return sent.add({ days: 1 });
  const day = WEEKDAYS.find(([, pattern]) => pattern.test(near))?.[0];
  return day === undefined ? undefined : sent.add({ days: ((day - sent.dayOfWeek + 6) % 7) + 1 });
}

const MAX_WEEKDAY_DISTANCE = 30;
const TOMORROW = /(?<!\p{L})(?:tomorrow|غدا|غداً|فردا)(?!\p{L})/u;

/** By ISO number, Monday first. Persian compounds stand before the word that ends them all. */
const WEEKDAYS: [number, RegExp][] = (
  [
    [1, 'monday|الاثنين|الإثنين|دوشنبه|دو شنبه'],
    [2, 'tuesday|الثلاثاء|سه ?شنبه'],
    [3, 'wednesday|الأربعاء|الاربعاء|چهار ?شنبه'],
    [4, 'thursday|الخميس|پنج ?شنبه'],
    [5, 'friday|الجمعة|جمعه'],
    [7, 'sunday|الأحد|الاحد|یک ?شنبه'],
    [6, 'saturday|السبت|شنبه'],
  ] as const
).map(([day, words]) => [day, new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'u')]);

function datesIn(text: string, sent: Temporal.PlainDate): Temporal.PlainDate[] {
  const found: [number, Temporal.PlainDate | undefined][] = [];
  for (const match of text.matchAll(DIGIT_DATE)) found.push([match.index, readPlainDate(match[0])]);
  for (const match of text.matchAll(MONTH_DATE)) {
    const { day, month, monthFirst, dayAfter, year, yearAfter, endOf, yearOfEnd } = match.groups ?? {};
    const known = NAMED.get(endOf ?? month ?? monthFirst ?? '');
    if (!known) continue;
    const number = endOf === undefined ? Number(day ?? dayAfter) : 'last';
    found.push([match.index, dated(known, number, Number(year ?? yearAfter ?? yearOfEnd ?? 0), sent)]);
  }
  return found
    .sort(([a], [b]) => a - b)
    .map(([, date]) => date)
    .filter((date) => date !== undefined);
}

const DIGIT_DATE = /(?<![\d./-])\d{1,4}\s?([-./])\s?\d{1,2}\s?\1\s?\d{1,4}(?!\d)/g;

/** Hijri months, as Arabic answers name them. */
const HIJRI = [
  ['محرم'],
  ['صفر'],
  ['ربيع الأول', 'ربيع الاول'],
  ['ربيع الثاني', 'ربيع الآخر'],
  ['جمادى الأولى', 'جمادى الاولى'],
  ['جمادى الآخرة', 'جمادى الثانية'],
  ['رجب'],
  ['شعبان'],
  ['رمضان'],
  ['شوال'],
  ['ذو القعدة', 'ذي القعدة'],
  ['ذو الحجة', 'ذي الحجة'],
];

const NAMED: ReadonlyMap<string, { month: number; calendar: Calendar }> = new Map<
  string,
  { month: number; calendar: Calendar }
>([
  ...MONTHS,
  ...HIJRI.flatMap((names, index) =>
    names.map((name) => [name, { month: index + 1, calendar: 'islamic-umalqura' as const }] as const),
  ),
]);

const NAMES = [...NAMED.keys()].sort((a, b) => b.length - a.length).join('|');
const MONTH_DATE = new RegExp(
  `(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+|من\\s+)?(?<month>${NAMES})\\.?(?:(?:,|،)?\\s+(?<year>\\d{4}))?(?!\\p{L})` +
    `|(?:end of|نهاية|آخر|پایان|اواخر)\\s+(?:شهر\\s+|ماه\\s+)?(?<endOf>${NAMES})(?:\\s+ماه)?(?:,?\\s+(?<yearOfEnd>\\d{4}))?(?!\\p{L})` +
    `|(?<!\\p{L})(?<monthFirst>${NAMES})\\.?\\s+(?<dayAfter>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(?<yearAfter>\\d{4}))?`,
  'gu',
);

function dated(
  { month, calendar }: { month: number; calendar: Calendar },
  day: number | 'last',
  year: number,
  sent: Temporal.PlainDate,
): Temporal.PlainDate | undefined {
  if (year > 0) return ofCalendar(calendar, year, month, day);
  const thisYear = sent.withCalendar(calendar).year;
  for (const candidate of [thisYear, thisYear + 1]) {
    const date = ofCalendar(calendar, candidate, month, day);
    if (date && Temporal.PlainDate.compare(date, sent) >= 0) return date;
  }
  return undefined;
}

function ofCalendar(
  calendar: Calendar,
  year: number,
  month: number,
  day: number | 'last',
): Temporal.PlainDate | undefined {
  if (day !== 'last' && calendar !== 'islamic-umalqura') return plainDate(year, month, day);
  try {
    const first = Temporal.PlainDate.from({ calendar, year, month, day: 1 }, { overflow: 'reject' });
    const number = day === 'last' ? first.daysInMonth : day;
    return number > first.daysInMonth ? undefined : first.with({ day: number }).withCalendar('iso8601');
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
