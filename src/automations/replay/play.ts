import type { Rule } from '../../customers/segments/rule.ts';
import { localDay } from '../../lib/local-time.ts';
import type { SignalAutomation } from '../automation.ts';
import type { ContactFacts } from '../contact-facts.ts';
import { nextDay } from '../day-cap.ts';
import { type Instruction, isMail, nameOf, type Step } from '../instructions.ts';
import { passOver } from '../pass-over.ts';
import {
  decideStep,
  type PlanSettings,
  planRuns,
  stepDueAt,
  stoppedBy,
  type TriggeringSignal,
} from '../plan.ts';
import type { RunAbout } from '../run-context.ts';
import { refusedAgain } from '../start-runs.ts';

/** What is known of people at a time that is not now. */
export interface World {
  factsAt(contactId: string, at: Date): ContactFacts | undefined;
  holds(contactId: string, rule: Rule, at: Date): Promise<boolean>;
  /** Why what a run is about is settled by then, if it is. */
  settledAt(about: RunAbout, at: Date): string | undefined;
  /** When a signal of this kind came first after `from`, up to `until`. */
  heardAt(contactId: string, kind: string, from: Date, until: Date): Date | undefined;
}

/** Something that would have happened to somebody, or what kept it from happening. */
export interface Played {
  contactId: string;
  at: Date;
  trigger: TriggeringSignal;
  /** Index of the instruction. */
  step: number;
  instruction: Instruction;
  /** Absent when it would have been done. */
  heldBackBy?: string;
  /** Until when it would have waited before, and for what. */
  waits: { until: Date; reason: string }[];
}

interface PlayedRun {
  trigger: TriggeringSignal;
  step: number;
  dueAt: Date;
  at: Date;
  waits: { until: Date; reason: string }[];
}

/**
 * Plays an automation over these triggers with a clock of its own, mail by mail in the order of time, so that caps count
 * what was sent before: the same decisions as at work, and nothing is written. Answers what would have been done, and
 * what held back the rest. Ends at `until`.
 */
export async function play(
  automation: SignalAutomation,
  triggers: readonly TriggeringSignal[],
  settings: PlanSettings,
  world: World,
  until: Date,
): Promise<Played[]> {
  const played: Played[] = [];
  const sent = new Map<string, Date[]>();
  const mailsOfDay = new Map<string, number>();
  const queue = new Agenda();
  for (const run of await begin(automation, triggers, settings, world, played)) queue.add(run);
  for (let run = queue.next(); run && run.at <= until; run = queue.next()) {
    const facts = withSent(world.factsAt(run.trigger.contactId, run.at), automation, sent, run.at);
    const next = await advance({ automation, settings, world, run, facts, sent, mailsOfDay, played });
    if (next) queue.add(next);
  }
  return played;
}

/** Who begins: not who was in it before and may not again, nor of whom a condition does not hold. */
async function begin(
  automation: SignalAutomation,
  triggers: readonly TriggeringSignal[],
  settings: PlanSettings,
  world: World,
  played: Played[],
): Promise<PlayedRun[]> {
  const first = automation.steps[0];
  const entered = new Map<string, Date>();
  const runs: PlayedRun[] = [];
  for (const trigger of triggers) {
    const [planned] = planRuns(automation, [trigger], settings, trigger.occurredAt);
    if (!planned || !first) continue;
    const { contactId, occurredAt } = trigger;
    const refused =
      refusedAgain(automation, entered.get(contactId), occurredAt) ??
      (automation.when && !(await world.holds(contactId, automation.when.rule, occurredAt))
        ? `does not hold: ${automation.when.text}`
        : undefined);
    if (refused !== undefined) {
      played.push({
        contactId,
        at: occurredAt,
        trigger,
        step: 0,
        instruction: first,
        heldBackBy: refused,
        waits: [],
      });
      continue;
    }
    entered.set(contactId, occurredAt);
    runs.push({ trigger, step: 0, dueAt: planned.firstStepAt, at: planned.firstStepAt, waits: [] });
  }
  return runs;
}

interface Playing {
  automation: SignalAutomation;
  settings: PlanSettings;
  world: World;
  run: PlayedRun;
  facts: ContactFacts | undefined;
  sent: Map<string, Date[]>;
  mailsOfDay: Map<string, number>;
  played: Played[];
}

/** One instruction; answers the run as it goes on. */
async function advance(playing: Playing): Promise<PlayedRun | undefined> {
  const { automation, world, run, facts, settings } = playing;
  const instruction = automation.steps[run.step];
  if (!instruction) return undefined;
  const { contactId } = run.trigger;
  const held = (heldBackBy: string) => note(playing, instruction, heldBackBy);
  const ended = facts && stoppedBy(facts.stops, automation.stopOn, run.trigger.since);
  if (ended !== undefined) return held(ended);
  const settled = world.settledAt(run.trigger.about ?? {}, run.at);
  if (settled !== undefined) return held(settled);
  const { when, stopWhen } = automation;
  if (stopWhen && (await world.holds(contactId, stopWhen.rule, run.at)))
    return held(`holds now: ${stopWhen.text}`);
  if (run.step > 0 && when && !(await world.holds(contactId, when.rule, run.at)))
    return held(`does not hold any more: ${when.text}`);
  if (isMail(instruction)) return mail(playing, instruction);
  const timeZone = facts?.timeZone ?? settings.timeZone;
  const holds = instruction.do === 'branch' && (await world.holds(contactId, instruction.rule, run.at));
  const passed = passOver(instruction, { at: run.at, timeZone }, () => holds);
  if (passed.end !== undefined) return held(passed.end);
  if (DONE.has(instruction.do)) note(playing, instruction);
  const heard =
    instruction.do === 'until-signal'
      ? world.heardAt(contactId, instruction.signal, run.at, passed.at)
      : undefined;
  return goOn(playing, passed.to ?? run.step + 1, heard ?? passed.at);
}

/** What leaves something behind, and is told. */
const DONE: ReadonlySet<string> = new Set(['task', 'set', 'tag', 'untag', 'notify', 'webhook']);

function mail(playing: Playing, step: Step): PlayedRun | undefined {
  const { automation, settings, run, facts, sent, mailsOfDay } = playing;
  const position = { since: run.trigger.since, step: run.step, dueAt: run.dueAt };
  const decision = decideStep(automation, position, facts, settings, run.at);
  if (decision.kind === 'stop') return note(playing, step, decision.reason);
  const day = localDay(run.at, settings.timeZone);
  const count = mailsOfDay.get(day) ?? 0;
  const full = {
    until: nextDay(run.at, settings.timeZone),
    reason: `${automation.perRunCap} mails were written today`,
  };
  const wait = decision.kind === 'wait' ? decision : count >= automation.perRunCap ? full : undefined;
  if (wait) {
    const { until, reason } = wait;
    return { ...run, at: until, waits: [...run.waits, { until, reason }] };
  }
  mailsOfDay.set(day, count + 1);
  const { contactId } = run.trigger;
  sent.set(contactId, [...(sent.get(contactId) ?? []), run.at]);
  note(playing, step);
  return goOn(playing, run.step + 1, run.at);
}

function goOn({ automation, settings, run }: Playing, step: number, from: Date): PlayedRun | undefined {
  const next = automation.steps[step];
  if (!next) return undefined;
  const dueAt = stepDueAt(next, from, settings);
  return { trigger: run.trigger, step, dueAt, at: dueAt, waits: [] };
}

function note({ played, run }: Playing, instruction: Instruction, heldBackBy?: string): undefined {
  played.push({
    contactId: run.trigger.contactId,
    at: run.at,
    trigger: run.trigger,
    step: run.step,
    instruction,
    waits: run.waits,
    ...(heldBackBy === undefined ? {} : { heldBackBy }),
  });
  return undefined;
}

/** Letters of the replay itself count for the frequency cap; those that really left then are not asked about. */
function withSent(
  facts: ContactFacts | undefined,
  automation: SignalAutomation,
  sent: ReadonlyMap<string, Date[]>,
  at: Date,
): ContactFacts | undefined {
  if (!facts || automation.class !== 'marketing') return facts;
  const theirs = (sent.get(facts.contactId) ?? []).filter((one) => one <= at);
  return { ...facts, marketingSentAt: theirs };
}

/** What comes next, in the order of time: a binary heap. */
class Agenda {
  readonly #runs: PlayedRun[] = [];

  add(run: PlayedRun): void {
    const runs = this.#runs;
    let index = runs.push(run) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = runs[parent];
      if (!above || above.at <= run.at) break;
      runs[index] = above;
      index = parent;
    }
    runs[index] = run;
  }

  next(): PlayedRun | undefined {
    const runs = this.#runs;
    const [first] = runs;
    const last = runs.pop();
    if (!first || !last || runs.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const right = runs[child + 1];
      if (right && right.at < (runs[child]?.at ?? right.at)) child++;
      const below = runs[child];
      if (!below || below.at >= last.at) break;
      runs[index] = below;
      index = child;
    }
    runs[index] = last;
    return first;
  }
}

/** What an instruction of a played line is, for a list: the mail's name, or what is done. */
export function titleOf(instruction: Instruction): string {
  if (isMail(instruction)) return instruction.template;
  if (instruction.do === 'task') return `task: ${instruction.title}`;
  return nameOf(instruction);
}
