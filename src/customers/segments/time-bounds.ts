import { Temporal } from 'temporal-polyfill';
import { DAY_MS, parseDuration } from '../../lib/duration.ts';
import { instantOfLocal, localDay } from '../../lib/local-time.ts';
import type { Window } from './rule.ts';

/** The present of a rule: when it is asked, and where its days begin and end. */
export interface RulePresent {
  now: Date;
  timeZone: string;
}

/** From where to where a window goes; `atLeast` and `atMost` are in it, `lessThan` is not. */
export interface Bounds<T> {
  atLeast?: T;
  atMost?: T;
  lessThan?: T;
}

/** A window as times. */
export function timeBounds(window: Window, { now, timeZone }: RulePresent): Bounds<Date> {
  const moved = (ms: number) => new Date(now.getTime() + ms);
  if ('last' in window) return { atLeast: moved(-parseDuration(window.last)), atMost: now };
  if ('beforeLast' in window) return { lessThan: moved(-parseDuration(window.beforeLast)) };
  if ('next' in window) return { atLeast: now, atMost: moved(parseDuration(window.next)) };
  if ('before' in window) return { lessThan: startOfDay(window.before, 0, timeZone) };
  if ('since' in window) return { atLeast: startOfDay(window.since, 0, timeZone) };
  return { atLeast: startOfDay(window.from, 0, timeZone), lessThan: startOfDay(window.to, 1, timeZone) };
}

/** A window as days, today among them: the next seven days are today and the six after it. */
export function dayBounds(window: Window, { now, timeZone }: RulePresent): Bounds<string> {
  const today = Temporal.PlainDate.from(localDay(now, timeZone));
  const moved = (days: number) => today.add({ days }).toString();
  if ('last' in window) return { atLeast: moved(1 - daysIn(window.last)), atMost: moved(0) };
  if ('beforeLast' in window) return { lessThan: moved(1 - daysIn(window.beforeLast)) };
  if ('next' in window) return { atLeast: moved(0), atMost: moved(daysIn(window.next) - 1) };
  if ('before' in window) return { lessThan: window.before };
  if ('since' in window) return { atLeast: window.since };
  return { atLeast: window.from, atMost: window.to };
}

/** Days in a length of time; one that is begun counts. */
export function daysIn(length: string): number {
  return Math.ceil(parseDuration(length) / DAY_MS);
}

function startOfDay(day: string, later: number, timeZone: string): Date {
  return instantOfLocal(Temporal.PlainDate.from(day).add({ days: later }).toPlainDateTime(), timeZone);
}
