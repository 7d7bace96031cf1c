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

/** The next time after the present at which this time enters or leaves a window because the present moves on; null: never. */
export function nextTurn(
  at: RawBuilder<unknown>,
  type: 'time' | 'day',
  window: Window,
  { now, timeZone }: RulePresent,
): RawBuilder<Date | null> {
  const turns = type === 'day' ? dayTurns(window) : timeTurns(window);
  const times = turns.map((turn) =>
    type === 'day'
      ? sql`((${at} + ${turn}::int)::timestamp at time zone ${timeZone}::text)`
      : sql`(${at} + ${turn}::float8 * interval '1 millisecond')`,
  );
  const later = times.map((time) => sql`case when ${time} > ${now}::timestamptz then ${time} end`);
  return later.length === 0 ? sql`null::timestamptz` : sql`least(${sql.join(later)})`;
}

/** Whether the present can move out of a window, or into it. */
export function isMoving(window: Window): boolean {
  return timeTurns(window).length > 0;
}

/** Times before this one neither enter nor leave a moving window any more: a bound for an index. */
export function turnsFrom(window: Window, { now }: RulePresent): Date {
  const length = 'last' in window ? window.last : 'beforeLast' in window ? window.beforeLast : undefined;
  return new Date(now.getTime() - (length === undefined ? 0 : parseDuration(length)) - AFTER_MS);
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
