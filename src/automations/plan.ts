import type { Rule } from '../customers/segments/rule.ts';
import { type BusinessHours, moveIntoBusinessHours } from '../lib/business-hours.ts';
import { formatDuration } from '../lib/duration.ts';
import {
  type Automation,
  purposeOfAutomation,
  type SignalAutomation,
  type StopSignal,
} from './automation.ts';
import type { ContactFacts, Stop } from './contact-facts.ts';
import { type Audience, type HoldBackSettings, holdBack } from './hold-back.ts';
import { type Instruction, isMail } from './instructions.ts';
import { passOver } from './pass-over.ts';
import type { RunAbout } from './run-context.ts';

/** What of the settings decides when a mail goes, and to whom. */
export interface PlanSettings extends HoldBackSettings {
  /** Of the business: its hours are kept by the clock on its own wall. */
  timeZone: string;
  businessHours: BusinessHours;
}

/** A signal that may start an automation. */
export interface TriggeringSignal {
  id: string;
  contactId: string;
  /** The occasion: the purchase, the day the silence began; the same however often it is noticed. */
  dedupeKey: string;
  occurredAt: Date;
  /** What the person did after this ends a run: the purchase itself, or the last sign of life before a silence. */
  since: Date;
  history: boolean;
  /** What of the person it is about. */
  about?: RunAbout;
}

/** A run to start: at most one for each automation, contact and occasion. */
export interface PlannedRun {
  signal: TriggeringSignal;
  occasion: string;
  firstStepAt: Date;
  /** Why it ends before it begins, if it does; the row then says that the signal was seen. */
  refused?: string;
}

/** Which runs these signals start. History starts none; what would be too late is refused. */
export function planRuns(
  automation: SignalAutomation,
  signals: readonly TriggeringSignal[],
  settings: PlanSettings,
  now: Date,
): PlannedRun[] {
  const first = automation.steps[0];
  if (!first) return [];
  const occasions = new Set<string>();
  return signals.flatMap((signal) => {
    const key = `${signal.contactId} ${signal.dedupeKey}`;
    if (signal.history || occasions.has(key)) return [];
    occasions.add(key);
    const firstStepAt = stepDueAt(first, signal.occurredAt, settings);
    const late = lateness(automation, firstStepAt, now);
    return [
      { signal, occasion: signal.dedupeKey, firstStepAt, ...(late === undefined ? {} : { refused: late }) },
    ];
  });
}

/** When an instruction is due that follows what happened at `from`. */
export function stepDueAt(step: Instruction, from: Date, settings: PlanSettings): Date {
  if (!('afterMs' in step)) return from;
  const due = new Date(from.getTime() + step.afterMs);
  return step.businessHours ? moveIntoBusinessHours(due, settings.businessHours, settings.timeZone) : due;
}

/** What is to be done about a due step. */
export type StepDecision =
  | { kind: 'send' }
  /** Looked at again at `until`. */
  | { kind: 'wait'; until: Date; reason: string }
  /** The whole run ends. */
  | { kind: 'stop'; reason: string };

/** Where a run stands. */
export interface RunPosition {
  /** What came after this may end the run. */
  since: Date;
  /** Index into the automation's instructions. */
  step: number;
  /** When the step was first due, before anything made it wait. */
  dueAt: Date;
}

/**
 * Decides about one mail that has come due: send it, wait (the business is closed, the person is away, had enough
 * letters), or end the run (an answer came, nobody to write to, too late). `facts` absent: the contact is gone.
 */
export function decideStep(
  automation: SignalAutomation,
  run: RunPosition,
  facts: ContactFacts | undefined,
  settings: PlanSettings,
  now: Date,
): StepDecision {
  const step = automation.steps[run.step];
  if (!step || !isMail(step) || !facts)
    return { kind: 'stop', reason: facts ? 'has no such step any more' : 'the contact is gone' };
  const ended = stoppedBy(facts.stops, automation.stopOn, run.since);
  if (ended !== undefined) return { kind: 'stop', reason: ended };
  if (now.getTime() < run.dueAt.getTime())
    return { kind: 'wait', until: run.dueAt, reason: 'is not due yet' };
  const held = holdBack(audienceOf(automation), facts, settings, now);
  if (held && !held.until) return { kind: 'stop', reason: held.reason };
  const until = openAt(step, held?.until ?? now, settings);
  const late = lateness(automation, run.dueAt, until);
  if (late !== undefined) return { kind: 'stop', reason: held ? `${held.reason}; ${late}` : late };
  if (until.getTime() > now.getTime()) {
    return { kind: 'wait', until, reason: held?.reason ?? 'waits for business hours' };
  }
  return { kind: 'send' };
}

/** Whom the mails of an automation are for. */
export function audienceOf(
  automation: Pick<Automation, 'class' | 'purpose' | 'kinds' | 'name' | 'priority'>,
): Audience {
  const { class: mailClass, kinds, name, priority } = automation;
  return { class: mailClass, purpose: purposeOfAutomation(automation), kinds, automation: name, priority };
}

/** Why a run ends, if something that ends it came after `since`: `the customer replied on 2026-03-20`. */
export function stoppedBy(
  stops: readonly Stop[],
  stopOn: readonly StopSignal[],
  since: Date,
): string | undefined {
  const stop = stops
    .filter(({ kind, at }) => stopOn.includes(kind) && at.getTime() > since.getTime())
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
  return stop && `${STOP_WORDS[stop.kind]} on ${stop.at.toISOString().slice(0, 10)}`;
}

const STOP_WORDS: Record<StopSignal, string> = {
  reply: 'the customer replied',
  purchase: 'the customer bought',
  unsubscribe: 'the customer unsubscribed',
};

/** One mail that would go, or what holds it back. */
export interface PlannedEmail {
  step: number;
  template: string;
  sendAt: Date;
  heldBackBy?: string;
}

/**
 * The whole run of one signal, seen from `now`, if nothing more happens: which mails would go when, and what holds them
 * back. What the dry run shows. `holds` answers what branches ask.
 */
export function planEmails(
  automation: SignalAutomation,
  signal: TriggeringSignal,
  facts: ContactFacts | undefined,
  settings: PlanSettings,
  now: Date,
  holds: (rule: Rule) => boolean = () => false,
): PlannedEmail[] {
  const planned: PlannedEmail[] = [];
  let known = facts;
  let from = signal.occurredAt;
  let ended = signal.history ? 'is history' : undefined;
  for (let index = 0; index < automation.steps.length; index++) {
    const step = automation.steps[index];
    if (!step) break;
    const dueAt = stepDueAt(step, from, settings);
    const sendAt = dueAt.getTime() > now.getTime() ? dueAt : now;
    if (!isMail(step)) {
      const next = passOver(step, { at: dueAt, timeZone: known?.timeZone ?? settings.timeZone }, holds);
      if (next.end !== undefined) break;
      index = (next.to ?? index + 1) - 1;
      from = next.at;
      continue;
    }
    const run = { since: signal.since, step: index, dueAt };
    const plan = ended === undefined ? settle(automation, run, known, settings, sendAt) : { sendAt, ended };
    planned.push({
      step: index,
      template: step.template,
      sendAt: plan.sendAt,
      ...(plan.ended === undefined ? {} : { heldBackBy: plan.ended }),
    });
    ended = plan.ended;
    from = plan.sendAt;
    if (known && automation.class === 'marketing') {
      known = { ...known, marketingSentAt: [...known.marketingSentAt, plan.sendAt] };
    }
  }
  return planned;
}

/** Waits as often as needed until the step is sent or the run ends. */
function settle(
  automation: SignalAutomation,
  run: RunPosition,
  facts: ContactFacts | undefined,
  settings: PlanSettings,
  at: Date,
): { sendAt: Date; ended?: string } {
  let sendAt = at;
  for (let waits = 0; waits < MAX_WAITS; waits++) {
    const decision = decideStep(automation, run, facts, settings, sendAt);
    if (decision.kind === 'send') return { sendAt };
    if (decision.kind === 'stop') return { sendAt, ended: decision.reason };
    sendAt = decision.until;
  }
  return { sendAt, ended: 'waits without end' };
}

/** Away, then closed, then too many letters, and each once more: nothing makes a mail wait more often. */
const MAX_WAITS = 8;

function openAt(step: { businessHours: boolean }, at: Date, { businessHours, timeZone }: PlanSettings): Date {
  return step.businessHours ? moveIntoBusinessHours(at, businessHours, timeZone) : at;
}

export function lateness({ maxLatenessMs }: SignalAutomation, dueAt: Date, at: Date): string | undefined {
  const lateMs = at.getTime() - dueAt.getTime();
  if (lateMs <= maxLatenessMs) return undefined;
  return `too late by ${formatDuration(lateMs - maxLatenessMs)} (it was due on ${dueAt.toISOString().slice(0, 16)}Z)`;
}
