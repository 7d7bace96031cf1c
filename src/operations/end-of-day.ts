import { Temporal } from 'temporal-polyfill';
import { instantOfLocal } from '../lib/local-time.ts';

/** The last millisecond of a day (`2026-03-10`) in `timeZone`. */
export function endOfDay(day: string, timeZone: string): Date {
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toPlainDateTime();
  return new Date(instantOfLocal(next, timeZone).getTime() - 1);
}
