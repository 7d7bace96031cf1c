import { CronExpressionParser } from 'cron-parser';
import { Temporal } from 'temporal-polyfill';
import { instantOfLocal, localDateTime, localOccasion } from './local-time.ts';

/** One time that a cron expression names. */
export interface CronTime {
  /** The local date and time and its zone; two names of one instant are one occasion. */
  occasion: string;
  dueAt: Date;
}

/** Most times that one look returns: a day of a rule that is due every minute, with room. */
const MAX_CRON_TIMES = 2000;

/**
 * The times after `after`, up to and including `until`, at which `cron` (five fields) is due in `timeZone`, oldest
 * first; the newest `MAX_CRON_TIMES` when there are more. The expression is walked over the wall clock and only then
 * turned into instants, so that a time inside a DST gap falls on the first instant after it (several of them, and
 * what is due there anyway, on one), and a time that is shown twice falls on the first.
 */
export function cronTimes(cron: string, timeZone: string, after: Date, until: Date): CronTime[] {
  if (until.getTime() <= after.getTime()) return [];
  const times: CronTime[] = [];
  for (const dueAt of walk(cron, timeZone, after)) {
    if (dueAt.getTime() > until.getTime()) break;
    times.push({ occasion: localOccasion(dueAt, timeZone), dueAt });
    if (times.length > MAX_CRON_TIMES) times.shift();
  }
  return times;
}

/** The first time after `after` at which `cron` is due in `timeZone`; undefined when there is none within the calendar. */
export function nextCronTime(cron: string, timeZone: string, after: Date): CronTime | undefined {
  for (const dueAt of walk(cron, timeZone, after)) return { occasion: localOccasion(dueAt, timeZone), dueAt };
  return undefined;
}

/** True for an expression of five fields (minute, hour, day of month, month, day of week) that names some time. */
export function isCron(text: string): boolean {
  // The parser fills up missing fields by itself, which would turn a slip into "every minute".
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    CronExpressionParser.parse(text, { tz: 'UTC' }).next();
    return true;
  } catch {
    return false;
  }
}

/** Distinct due instants after `after`, in order: wall times map to instants without ever going back. */
function* walk(cron: string, timeZone: string, after: Date): Generator<Date> {
  const from = localDateTime(after, timeZone);
  // A wall clock that never jumps: the readings are written as if they were UTC.
  const currentDate = new Date(from.toZonedDateTime('UTC').epochMilliseconds);
  const expression = CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' });
  let last = after.getTime();
  while (expression.hasNext()) {
    const wall = Temporal.Instant.fromEpochMilliseconds(expression.next().getTime());
    const due = instantOfLocal(wall.toZonedDateTimeISO('UTC').toPlainDateTime(), timeZone);
    if (due.getTime() <= last) continue;
    last = due.getTime();
    yield due;
  }
}
