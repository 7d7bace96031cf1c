import { Temporal } from 'temporal-polyfill/full';
import type { Calendar } from '../../lib/locale.ts';
import { latinDigits } from '../dates/digits.ts';

/** The day of an occasion in the calendar it is kept in; the year may be unknown. */
export interface OccasionDate {
  calendar: Calendar;
  year: number | null;
  month: number;
  day: number;
}

/** Umm al-Qura is the civil calendar of Saudi Arabia, and what dates are shown in. */
const IDS: Record<Calendar, string> = {
  gregorian: 'gregory',
  persian: 'persian',
  islamic: 'islamic-umalqura',
};

/**
 * The next day, from `today` on, on which an occasion falls, both Gregorian as `2026-11-23`. It comes once in each year
 * of its own calendar. Where a year does not have the day (29 February, 30 Esfand, the 30th of a short Hijri month), it
 * falls on the last day of that month: a greeting never comes in the next month, and never too late.
 */
export function nextOccasion({ calendar, month, day }: OccasionDate, today: string): string {
  const from = Temporal.PlainDate.from(today);
  const { year } = from.withCalendar(IDS[calendar]);
  for (const candidate of [year, year + 1]) {
    const date = Temporal.PlainDate.from({
      calendar: IDS[calendar],
      year: candidate,
      month,
      day,
    }).withCalendar('iso8601');
    if (Temporal.PlainDate.compare(date, from) >= 0) return date.toString();
  }
  throw new Error(`${month}-${day} does not come in the ${calendar} years ${year} and ${year + 1}`);
}

/** How many years it is on that day (Gregorian) since the occasion's first: a birthday's age. Null when the year is unknown. */
export function yearsOn({ calendar, year }: OccasionDate, on: string): number | null {
  if (year === null) return null;
  return Temporal.PlainDate.from(on).withCalendar(IDS[calendar]).year - year;
}

/** Whether the calendar has such a day: in that year, or, without a year, in any. */
export function isOccasionDate({ calendar, year, month, day }: OccasionDate): boolean {
  if (!Number.isInteger(month) || !Number.isInteger(day) || month < 1 || month > 12 || day < 1) return false;
  if (year === null) return day <= (LONGEST[calendar][month - 1] ?? 0);
  const [first, last] = YEARS[calendar];
  if (year < first || year > last) return false;
  const { daysInMonth } = Temporal.PlainDate.from({ calendar: IDS[calendar], year, month, day: 1 });
  return day <= daysInMonth;
}

const SIX_OF_31 = [31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30];
/** The most days that a month ever has. */
const LONGEST: Record<Calendar, readonly number[]> = {
  gregorian: [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
  persian: SIX_OF_31,
  islamic: Array.from({ length: 12 }, () => 30),
};

/** Years that a living person's, or a shop's, occasion may have. */
const YEARS: Record<Calendar, readonly [number, number]> = {
  gregorian: [1800, 2200],
  persian: [1180, 1580],
  islamic: [1215, 1640],
};

/**
 * Reads `1990-05-14`, `14.5.1990`, `1369/2/24`, and without a year `05-14` or `--05-14` (month before day), in Latin, Arabic
 * or Persian digits. Without `calendar` a year from 1180 to 1580 is Persian, any other Gregorian; without a year it
 * is Gregorian. Undefined when it is no date, or a day that the calendar does not have.
 */
export function readOccasionDate(text: string, calendar?: Calendar): OccasionDate | undefined {
  const plain = latinDigits(text.trim()).replace(/\s*([-./])\s*/g, '$1');
  const date = dateIn(plain);
  if (!date) return undefined;
  const guessed = date.year !== null && date.year <= YEARS.persian[1] ? 'persian' : 'gregorian';
  const found = { calendar: calendar ?? guessed, ...date };
  return isOccasionDate(found) ? found : undefined;
}

function dateIn(plain: string): Omit<OccasionDate, 'calendar'> | undefined {
  const yearFirst = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/.exec(plain);
  if (yearFirst)
    return { year: Number(yearFirst[1]), month: Number(yearFirst[3]), day: Number(yearFirst[4]) };
  const dayFirst = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})$/.exec(plain);
  if (dayFirst) return { year: Number(dayFirst[4]), month: Number(dayFirst[3]), day: Number(dayFirst[1]) };
  const noYear = /^(?:--)?(\d{1,2})[-/](\d{1,2})$/.exec(plain);
  return noYear ? { year: null, month: Number(noYear[1]), day: Number(noYear[2]) } : undefined;
}
