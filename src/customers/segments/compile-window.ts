import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { parseDuration } from '../../lib/duration.ts';
import type { Window } from './rule.ts';
import { type Bounds, dayBounds, daysIn, type RulePresent, timeBounds } from './time-bounds.ts';

/** Whether a time (or, for `day`, a date) lies in a window. */
export function isInWindow(
  at: RawBuilder<unknown>,
  type: 'time' | 'day',
  window: Window,
  present: RulePresent,
): RawBuilder<SqlBool> {
  if (type === 'day') return isWithin(at, dayBounds(window, present), (day) => sql`${day}::date`);
  return isWithin(at, timeBounds(window, present), (time) => sql`${time}::timestamptz`);
}

function isWithin<T>(
  at: RawBuilder<unknown>,
  { atLeast, atMost, lessThan }: Bounds<T>,
  given: (bound: T) => RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [];
  if (atLeast !== undefined) parts.push(sql`${at} >= ${given(atLeast)}`);
  if (atMost !== undefined) parts.push(sql`${at} <= ${given(atMost)}`);
  if (lessThan !== undefined) parts.push(sql`${at} < ${given(lessThan)}`);
  return sql`(${sql.join(parts, sql` and `)})`;
}

/**
 * The times at which this time enters or leaves a window because the present moves on; none for a window that stands still.
 */
export function turnsOf(
  at: RawBuilder<unknown>,
  type: 'time' | 'day',
  window: Window,
  { timeZone }: RulePresent,
): RawBuilder<Date>[] {
  const turns = type === 'day' ? dayTurns(window) : timeTurns(window);
  return turns.map((turn) =>
    type === 'day'
      ? sql<Date>`((${at} + ${turn}::int)::timestamp at time zone ${timeZone}::text)`
      : sql<Date>`(${at} + ${turn}::float8 * interval '1 millisecond')`,
  );
}

/** The first millisecond in which it is another: a bound belongs to the window. */
const AFTER_MS = 1;

function timeTurns(window: Window): number[] {
  if ('last' in window) return [0, parseDuration(window.last) + AFTER_MS];
  if ('beforeLast' in window) return [parseDuration(window.beforeLast) + AFTER_MS];
  return 'next' in window ? [-parseDuration(window.next), AFTER_MS] : [];
}

function dayTurns(window: Window): number[] {
  if ('last' in window) return [0, daysIn(window.last)];
  if ('beforeLast' in window) return [daysIn(window.beforeLast)];
  return 'next' in window ? [1 - daysIn(window.next), 1] : [];
}
