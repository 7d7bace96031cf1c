import { Temporal } from 'temporal-polyfill/full';
import { DAY_MS } from '../../lib/duration.ts';
import { instantOfLocal } from '../../lib/local-time.ts';

/** When something is due that is so long before or after a day (Gregorian, `2026-03-21`), at a time of the day in a zone. */
export function dayDue(
  day: string,
  { offsetMs, at }: { offsetMs: number; at: string },
  timeZone: string,
): Date {
  const date = Temporal.PlainDate.from(day).add({ days: Math.round(offsetMs / DAY_MS) });
  return instantOfLocal(date.toPlainDateTime(Temporal.PlainTime.from(at)), timeZone);
}

/** The day as an instant that is on that day in this zone, whatever it is shown in near it. */
export function noonOf(day: string, timeZone: string): Date {
  return instantOfLocal(Temporal.PlainDate.from(day).toPlainDateTime({ hour: 12 }), timeZone);
}
