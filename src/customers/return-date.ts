import { Temporal } from 'temporal-polyfill/full';
import { DAY_MS } from '../lib/duration.ts';
import { withoutBidiMarks } from '../messages/clean-text.ts';
import { latinDigits } from './digits.ts';
import { MONTHS } from './month-names.ts';
import { plainDate, readPlainDate } from './plain-date.ts';

/** An absence that ends later than this is not believed. */
const MAX_ABSENCE_MS = 366 * DAY_MS;
/** Characters between "until" and the date. */
const REACH = 40;

/** Words after which the date of return stands. */
const UNTIL = [
  'until|till|through|return(?:ing)?|back|from .{1,25} to|between .{1,25} and',
  'حتى|لغاية|إلى|العودة|أعود|سأعود|اعود',
  'تا|بازگشت|بازمی.?گردم|برمی.?گردم',
];

const AFTER_WORD = new RegExp(`(?<![\\p{L}\\p{N}])(?:${UNTIL.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
const DIGIT_DATE = /\d{1,4}\s?([-./])\s?\d{1,2}\s?\1\s?\d{1,4}/;

/**
 * Until when an automatic answer says that its writer is away: the end of the latest day (UTC) that follows a word such as
 * "until", "back", حتى or تا. A date without a year is the next one after the mail. Null when there is none, when it
 * is past, or more than a year ahead.
 */
export function readReturnDate(text: string, sentAt: Date): Date | null {
  const plain = latinDigits(withoutBidiMarks(text)).toLowerCase();
  let latest: number | null = null;
  for (const word of plain.matchAll(AFTER_WORD)) {
    const start = word.index + word[0].length;
    const date = firstDate(plain.slice(start, start + REACH), sentAt);
    if (date === undefined) continue;
    const endMs = date.add({ days: 1 }).toZonedDateTime('UTC').epochMilliseconds;
    const aheadMs = endMs - sentAt.getTime();
    if (aheadMs > 0 && aheadMs <= MAX_ABSENCE_MS && (latest === null || endMs > latest)) latest = endMs;
  }
  return latest === null ? null : new Date(latest);
}

function firstDate(text: string, sentAt: Date): Temporal.PlainDate | undefined {
  const digits = DIGIT_DATE.exec(text);
  if (digits) return readPlainDate(digits[0]);
  const named = MONTH_DATE.exec(text);
  if (!named?.groups) return undefined;
  const { day, month, monthFirst, dayAfter, year, yearAfter } = named.groups;
  const known = MONTHS.get(month ?? monthFirst ?? '');
  if (!known) return undefined;
  return dated(known, Number(day ?? dayAfter), Number(year ?? yearAfter ?? 0), sentAt);
}

const NAMES = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|');
const MONTH_DATE = new RegExp(
  `(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+|من\\s+)?(?<month>${NAMES})\\.?(?:,?\\s+(?<year>\\d{4}))?(?!\\p{L})` +
    `|(?<monthFirst>${NAMES})\\.?\\s+(?<dayAfter>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(?<yearAfter>\\d{4}))?`,
  'u',
);

function dated(
  { month, calendar }: { month: number; calendar: 'persian' | 'iso8601' },
  day: number,
  year: number,
  sentAt: Date,
): Temporal.PlainDate | undefined {
  if (year > 0) return plainDate(year, month, day);
  const sent = Temporal.Instant.fromEpochMilliseconds(sentAt.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  const thisYear = sent.withCalendar(calendar).year;
  for (const candidate of [thisYear, thisYear + 1]) {
    const date = plainDate(candidate, month, day);
    if (date && Temporal.PlainDate.compare(date, sent) >= 0) return date;
  }
  return undefined;
}
