import { DAY_MS } from '../../lib/duration.ts';
import { latinDigits } from '../dates/digits.ts';
import { readPlainDate } from '../dates/plain-date.ts';

/** When something was bought, or why that cannot be told; `future`: it is a date, but one to come. */
export type PurchaseTime = { occurredAt: Date } | { problem: string; future?: Date };

/** Clocks differ; more than this ahead of us is a mistake. */
const MAX_AHEAD_MS = DAY_MS;

/**
 * Reads a date with or without a time: an ISO instant as it stands, anything else on the wall clock of `timeZone`, a mere
 * date at its first moment. The future is refused.
 */
export function readPurchaseTime(text: string, timeZone: string, now: Date): PurchaseTime {
  const occurredAt = instantOf(latinDigits(text.trim()), timeZone);
  if (occurredAt === undefined) return { problem: `"${text}" is not a date; write for example 2024-05-31` };
  if (occurredAt.getTime() > now.getTime() + MAX_AHEAD_MS)
    return { problem: `"${text}" is in the future`, future: occurredAt };
  return { occurredAt };
}

function instantOf(text: string, timeZone: string): Date | undefined {
  const match =
    /^(\S+?)(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC)?)?$/i.exec(text);
  const date = readPlainDate(match?.[1] ?? '');
  if (!match || !date) return undefined;
  const [, , hour = '0', minute = '0', second = '0', zone] = match;
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return undefined;
  const offset = zone === undefined ? timeZone : /^(?:z|utc)$/i.test(zone) ? 'UTC' : zone;
  return new Date(date.toPlainDateTime(time).toZonedDateTime(offset).epochMilliseconds);
}

/** Rows are older than this when they tell history, which triggers no mail. */
export const HISTORY_AFTER_MS = 2 * DAY_MS;
