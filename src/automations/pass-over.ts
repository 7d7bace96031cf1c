import { Temporal } from 'temporal-polyfill/full';
import type { Rule } from '../customers/segments/rule.ts';
import type { Weekday } from '../lib/business-hours.ts';
import { instantOfLocal, localDateTime } from '../lib/local-time.ts';
import type { Instruction, Step } from './instructions.ts';

/** Where it goes on after an instruction that sends nothing, and when. */
export interface Passed {
  /** The next instruction, where that is not the one behind it. */
  to?: number;
  at: Date;
  /** The run is over. */
  end?: string;
}

/**
 * Where a run goes on that comes to this instruction at `at`: a wait is over when its time is, a branch asks `holds`. Of a
 * signal that is waited for it is taken that it does not come.
 */
export function passOver(
  instruction: Exclude<Instruction, Step>,
  { at, timeZone }: { at: Date; timeZone: string },
  holds: (rule: Rule) => boolean,
): Passed {
  if (instruction.do === 'until-time') return { at: nextTime(at, instruction, timeZone) };
  if (instruction.do === 'until-signal') return { at: new Date(at.getTime() + instruction.atMostMs) };
  if (instruction.do === 'branch')
    return holds(instruction.rule) ? { at } : { at, to: instruction.otherwise };
  if (instruction.do === 'jump') return { at, to: instruction.to };
  return instruction.do === 'end' ? { at, end: instruction.reason } : { at };
}

const DAYS_OF_WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The next instant, not before `from`, at which it is `time` in the zone, on that day of the week where one is named. */
function nextTime(
  from: Date,
  { time, day }: { time: string; day: Weekday | undefined },
  timeZone: string,
): Date {
  let date = localDateTime(from, timeZone).toPlainDate();
  for (let looked = 0; looked <= 8; looked++) {
    const instant = instantOfLocal(date.toPlainDateTime(Temporal.PlainTime.from(time)), timeZone);
    const fits = day === undefined || DAYS_OF_WEEK[date.dayOfWeek - 1] === day;
    if (fits && instant.getTime() >= from.getTime()) return instant;
    date = date.add({ days: 1 });
  }
  throw new Error(`it is never ${time} on ${day ?? 'any day'} in ${timeZone}`);
}
