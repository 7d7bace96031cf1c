import { Temporal } from 'temporal-polyfill';
import { instantOfLocal, type LocalDateTime, localDateTime } from './local-time.ts';

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** The working day: `from` and `to` as `HH:MM`. `to` before `from` ends on the next day; equal means all day. */
export interface BusinessHours {
  from: string;
  to: string;
  days: readonly Weekday[];
  /** Days (`2026-03-21`) on which it is closed all the same. */
  closedOn?: ((date: string) => boolean) | undefined;
}

/**
 * `instant`, or the next instant inside business hours (from the first minute, before the last). The hours are those
 * of the wall clock in `timeZone`; a night shift belongs to the day it begins on.
 */
export function moveIntoBusinessHours(instant: Date, hours: BusinessHours, timeZone: string): Date {
  const today = localDateTime(instant, timeZone).toPlainDate();
  // From yesterday, whose night shift may still go on; a week further every working day has come by.
  for (let day = -1; day <= DAYS_TO_LOOK; day++) {
    const date = today.add({ days: day });
    if (!hours.days.includes(WEEKDAYS[date.dayOfWeek - 1] ?? 'mon')) continue;
    if (hours.closedOn?.(date.toString()) === true) continue;
    const opens = instantOfLocal(at(date, hours.from), timeZone);
    const closes = instantOfLocal(at(closingDay(date, hours), hours.to), timeZone);
    // A DST gap can swallow a short working day whole.
    if (opens.getTime() >= closes.getTime() || instant.getTime() >= closes.getTime()) continue;
    return instant.getTime() < opens.getTime() ? opens : instant;
  }
  throw new RangeError('business hours name no working day');
}

/** True when `moveIntoBusinessHours` would leave `instant` where it is. */
export function isInBusinessHours(instant: Date, hours: BusinessHours, timeZone: string): boolean {
  return moveIntoBusinessHours(instant, hours, timeZone).getTime() === instant.getTime();
}

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** One working day in seven, some of those holidays, and one without hours. */
const DAYS_TO_LOOK = 60;

function at(date: Temporal.PlainDate, time: string): LocalDateTime {
  return date.toPlainDateTime(Temporal.PlainTime.from(time));
}

function closingDay(date: Temporal.PlainDate, { from, to }: BusinessHours): Temporal.PlainDate {
  return to <= from ? date.add({ days: 1 }) : date;
}
