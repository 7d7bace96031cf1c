import { Temporal } from 'temporal-polyfill/full';
import { DAY_MS } from '../../lib/duration.ts';
import { latinDigits, withoutBidiMarks } from '../../messages/parse/clean-text.ts';
import { readPlainDate } from '../dates/plain-date.ts';
import { firstDateIn } from '../dates/spoken-date.ts';

/** An order is told of by mail within this time, in either direction of clocks. */
const MAX_BEFORE_MS = 60 * DAY_MS;
const MAX_AHEAD_MS = DAY_MS;
/** Nobody gives more time to pay. */
const MAX_CREDIT_MS = 400 * DAY_MS;

/**
 * When something was bought or paid, by a date in any of the three calendars: the first moment of that day, or the time of
 * the mail where it is the same day or the date tells a time. Null when there is none that fits a mail of `sentAt`.
 */
export function timeIn(value: string, sentAt: Date, timeZone: string): Date | null {
  const sent = dayOf(sentAt, timeZone);
  const day = dayIn(value, sent.subtract({ days: 61 }), sent, (at) => {
    const away = sentAt.getTime() - at;
    return away <= MAX_BEFORE_MS && away >= -MAX_AHEAD_MS;
  });
  if (!day) return null;
  if (day.equals(sent)) return sentAt;
  return new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds);
}

/** Until when something is to be paid: the first moment of that day. */
export function dueTimeIn(value: string, sentAt: Date, timeZone: string): Date | null {
  const sent = dayOf(sentAt, timeZone);
  const day = dayIn(value, sent.subtract({ days: 31 }), sent, (at) => {
    const ahead = at - sentAt.getTime();
    return ahead <= MAX_CREDIT_MS && ahead >= -31 * DAY_MS;
  });
  return day ? new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds) : null;
}

/** An instant of mark-up (ISO 8601), or a date as `timeIn` reads it. */
export function instantIn(value: string, timeZone: string): Date | null {
  const text = latinDigits(value.trim());
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    return Number.isNaN(time) ? null : new Date(time);
  }
  const day = readPlainDate(text.slice(0, 10));
  return day ? new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds) : null;
}

function dayOf(time: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** Of a date in digits that could be read in two ways, the one that fits. */
function dayIn(
  value: string,
  earliest: Temporal.PlainDate,
  sent: Temporal.PlainDate,
  fits: (at: number) => boolean,
): Temporal.PlainDate | undefined {
  const text = latinDigits(withoutBidiMarks(value)).toLowerCase().slice(0, MAX_VALUE);
  const digits = /(?<![\d./-])\d{1,4}([-./])\d{1,2}\1\d{1,4}(?!\d)/.exec(text)?.[0];
  const turned = digits?.replace(/^(\d{1,2})([-./])(\d{1,2})\2/, '$3$2$1$2');
  const candidates = [
    digits === undefined ? undefined : readPlainDate(digits),
    turned === undefined ? undefined : readPlainDate(turned),
    digits === undefined ? firstDateIn(text, earliest) : undefined,
    digits === undefined ? firstDateIn(text, sent) : undefined,
  ];
  return candidates.find((day) => day !== undefined && fits(day.toZonedDateTime('UTC').epochMilliseconds));
}

const MAX_VALUE = 120;
