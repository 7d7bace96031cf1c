import { Temporal } from 'temporal-polyfill/full';
import { DAY_MS } from '../../lib/duration.ts';
import { withoutBidiMarks } from '../../messages/parse/clean-text.ts';
import { latinDigits } from './digits.ts';
import { firstDateIn, lastDateIn, weekdayIn } from './spoken-date.ts';

/** An absence that ends later than this is not believed. */
const MAX_ABSENCE_MS = 366 * DAY_MS;
/** Characters between "until" and the date. */
const REACH = 40;
/** Characters of an answer that are looked at, and words such as "until" in it. */
const MAX_LENGTH = 4000;
const MAX_WORDS = 50;

/** Words after which the date of return stands. */
const UNTIL = [
  'until|till|through|return(?:ing)?|back|from .{1,25} to|between .{1,25} and',
  '[وف]?(?:حتى|لغاية|إلى|العودة|أعود|سأعود|اعود|ساعود|نعود|سنعود)',
  'تا|بازگشت|بازمی.?گردم|برمی.?گردم',
];

/** `10 March – 28 March`. */
const RANGE = /\d[^\d\n.]{0,14}?(?:[–—]| - )/gu;

/** Persian puts the verb last: the date stands before it. */
const RETURN_VERB =
  /(?:باز|بر) ?می.?گرد(?:م|یم)|(?:باز|بر) ?خواه(?:م|یم) گشت|خواه(?:م|یم) (?:باز|بر) ?گشت|مراجعت/gu;

const AFTER_WORD = new RegExp(`(?<![\\p{L}\\p{N}])(?:${UNTIL.join('|')})(?!\\p{L})`, 'giu');

/**
 * Until when an automatic answer says that its writer is away: the end of the latest day (UTC) that follows a word such as
 * "until", "back", حتى or تا, or stands before a Persian verb of returning. A date without a year is the next one after
 * the mail, a day of the week the next such day. Jalali and Hijri months are known. Null when there is none, when it is
 * past, or more than a year ahead. Looks at the first MAX_LENGTH characters.
 */
export function readReturnDate(text: string, sentAt: Date): Date | null {
  const plain = latinDigits(withoutBidiMarks(text.slice(0, MAX_LENGTH)))
    .toLowerCase()
    .replaceAll('\u200c', ' ');
  const sent = Temporal.Instant.fromEpochMilliseconds(sentAt.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  let latest: number | null = null;
  for (const date of namedDates(plain, sent)) {
    const endMs = date.add({ days: 1 }).toZonedDateTime('UTC').epochMilliseconds;
    const aheadMs = endMs - sentAt.getTime();
    if (aheadMs > 0 && aheadMs <= MAX_ABSENCE_MS && (latest === null || endMs > latest)) latest = endMs;
  }
  return latest === null ? null : new Date(latest);
}

/**
 * The last day of an absence that ends at `until`, to be shown: a date of return is the end, in UTC, of that day, and its
 * noon is the same day in most zones.
 */
export function lastDayAway(until: Date): Date {
  return new Date(until.getTime() - DAY_MS / 2);
}

function namedDates(plain: string, sent: Temporal.PlainDate): Temporal.PlainDate[] {
  const found: (Temporal.PlainDate | undefined)[] = [];
  for (const word of [...plain.matchAll(AFTER_WORD), ...plain.matchAll(RANGE)].slice(0, MAX_WORDS)) {
    const start = word.index + word[0].length;
    const after = plain.slice(start, start + REACH);
    found.push(firstDateIn(after, sent) ?? weekdayIn(after, sent));
  }
  for (const verb of [...plain.matchAll(RETURN_VERB)].slice(0, MAX_WORDS)) {
    const before = plain.slice(Math.max(0, verb.index - REACH), verb.index);
    found.push(lastDateIn(before, sent) ?? weekdayIn(before, sent));
  }
  return found.filter((date) => date !== undefined);
}
