import { Temporal } from 'temporal-polyfill/full';
import type { CalendarReading } from './calendar.ts';

/** When an appointment begins: an instant, or a day that is the same everywhere (its noon in UTC). */
export interface CalendarStart {
  at: Date;
  wholeDay: boolean;
}

/**
 * The beginning as RFC 5545 3.3.4 and 3.3.5 write it: a date, a time in UTC, or a local time in the zone that is named,
 * else in `timeZone`. Null when it is missing or none of these.
 */
export function calendarStart(
  { start, zone }: Pick<CalendarReading, 'start' | 'zone'>,
  timeZone: string,
): CalendarStart | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$/i.exec(start?.trim() ?? '');
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '00', utc] = match;
  try {
    const date = Temporal.PlainDate.from(`${year}-${month}-${day}`);
    if (hour === undefined) return { at: new Date(`${date.toString()}T12:00:00Z`), wholeDay: true };
    const local = date.toPlainDateTime(`${hour}:${minute}:${second}`);
    const { epochMilliseconds } = local.toZonedDateTime(utc ? 'UTC' : knownZone(zone, timeZone));
    return { at: new Date(epochMilliseconds), wholeDay: false };
  } catch (error) {
    // The only thing that the calls above throw for digits: a day or an hour that does not exist.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Outlook names zones in its own words; those are no names of the tz database. */
function knownZone(zone: string | null, otherwise: string): string {
  if (zone === null) return otherwise;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return otherwise;
  }
}
