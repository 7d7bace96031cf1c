import { isOccasionDate, type OccasionDate, readOccasionDate } from '../../record/occasion-date.ts';
import type { CardProperty } from './read-card.ts';

/**
 * The day of BDAY or ANNIVERSARY: `19800514`, `1980-05-14`, `--0503`, with or without a time (RFC 6350, 4.3.1), as people
 * write it in cards of older versions too. A year that is there only because one had to be is left out. Undefined
 * where no day and month are named.
 */
export function cardDate({ value, parameters }: CardProperty): OccasionDate | undefined {
  const text = value.trim().replace(/[T ]\d.*$/, '');
  const basic = /^(\d{4}|--)-?(\d{2})-?(\d{2})$/.exec(text);
  const omitted = parameters.get('X-APPLE-OMIT-YEAR')?.at(-1);
  if (!basic) return readOccasionDate(text);
  const [, year = '', month, day] = basic;
  const date: OccasionDate = {
    calendar:
      year !== '--' && Number(year) < FIRST_GREGORIAN_YEAR && year !== omitted ? 'persian' : 'gregorian',
    year: year === '--' || year === omitted ? null : Number(year),
    month: Number(month),
    day: Number(day),
  };
  return isOccasionDate(date) ? date : undefined;
}

const FIRST_GREGORIAN_YEAR = 1700;
