import { Temporal } from 'temporal-polyfill/full';
import { latinDigits } from './digits.ts';

/** A year before this one is of the Persian calendar: Jalali 1403 is 2024. */
const FIRST_GREGORIAN_YEAR = 1700;
const FIRST_PERSIAN_YEAR = 1200;
/** Two digits of a year mean this century. */
const CENTURY = 2000;

/**
 * A date written in digits, Latin, Arabic or Persian: `2024-05-12`, `12.5.2024`, `12/05/24`, `1403/05/12`,
 * `۱۴۰۳/۵/۱۲`, `12-05-1403`. Day before month where the year stands last; years below 1700 are Persian. Undefined when
 * it is no date, or a day the calendar does not have.
 */
export function readPlainDate(text: string): Temporal.PlainDate | undefined {
  const match = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})$/.exec(
    latinDigits(text.trim()).replace(/\s*([-./])\s*/g, '$1'),
  );
  if (!match) return undefined;
  const [, first = '', , middle = '', last = ''] = match;
  const yearFirst = first.length === 4;
  if (yearFirst ? last.length > 2 : first.length > 2 || (last.length !== 4 && last.length !== 2))
    return undefined;
  const [year, day] = yearFirst ? [Number(first), Number(last)] : [Number(last), Number(first)];
  return plainDate(last.length === 2 && !yearFirst ? year + CENTURY : year, Number(middle), day);
}

/** The day of a calendar that its year names; undefined when there is no such day. */
export function plainDate(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (year < FIRST_PERSIAN_YEAR) return undefined;
  const calendar = year < FIRST_GREGORIAN_YEAR ? 'persian' : 'iso8601';
  try {
    return Temporal.PlainDate.from({ calendar, year, month, day }, { overflow: 'reject' }).withCalendar(
      'iso8601',
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
