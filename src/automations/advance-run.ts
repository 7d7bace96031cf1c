import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { cancelEmail } from '../outbox/approve.ts';
import { purposeOfAutomation, type RunMode, type SignalAutomation } from './automation.ts';
import { type ContactFacts, loadContactFacts } from './contact-facts.ts';
import { nextDay, takeFromDayCap } from './day-cap.ts';
import { usableAddress } from './hold-back.ts';
import { type Instruction, isAction, isMail, nameOf, type Step } from './instructions.ts';
import { mailData, nothingToShow } from './mail-data.ts';
import type { MailRequest, MailWriter } from './mail-request.ts';
import { passOver } from './pass-over.ts';
import { performAction } from './perform-action.ts';
import { audienceOf, decideStep, lateness, type PlanSettings, stepDueAt, stoppedBy } from './plan.ts';
import { rulesOfContacts } from './rules-of-contact.ts';
import { aboutOf, type RunContext, readContext, writeContext } from './run-context.ts';
import { recordRunEvents } from './run-events.ts';
import { isAboutBills, settledSubject } from './subject.ts';
import { asItWas } from './versions/as-it-was.ts';

export interface AdvanceOptions {
  db: Db;
  businessId: string;
  settings: PlanSettings & { locale: Locale };
  mail: MailWriter;
  now: Date;
}

/** What became of a run that was looked at. */
export type Advance =
  /** Another worker has it, or nothing was to do any more. */
  | { kind: 'none' }
  | { kind: 'written'; emailId: string }
  /** `full`: for the automation's own cap, which holds back all others as well. */
  | { kind: 'waiting'; until: Date; reason: string; full?: true }
  /** It did something that is no mail, or a wait is over. */
  | { kind: 'moved' }
  | { kind: 'stopped'; reason: string; cancelled: number }
  | { kind: 'done' }
  /** The mail could not be written (a template's mistake, most likely); tried again at `until`. */
  | { kind: 'failed'; until: Date; problem: string };

/** A mail that could not be written is tried again after this, until it is too late. */
const RETRY_WRITING_MS = 10 * MINUTE_MS;

/**
 * Moves one run on, all in one transaction: what is due and no mail is done at once, up to the next mail or wait; a due
 * mail is written, enqueued and the step counted, or the run waits, or it ends and its mails that have not left are
 * cancelled. A run keeps the version of its automation that it began with. Safe to call for any run at any time.
 */
export async function advanceRun(
  automation: SignalAutomation,
  mode: RunMode,
  runId: string,
  options: AdvanceOptions,
): Promise<Advance> {
  const { db, businessId } = options;
  try {
    return await inBusiness(db, businessId, (tx) => advance(tx, automation, mode, runId, options));
  } catch (error) {
    const problem = describeError(error);
    const until = new Date(options.now.getTime() + RETRY_WRITING_MS);
    await inBusiness(db, businessId, (tx) => postpone(tx, runId, until, `could not be written: ${problem}`));
    return { kind: 'failed', until, problem };
  }
}

interface Run {
  id: string;
  contact_id: string;
  occasion: string;
  version: number;
  step: number;
  next_step_at: Date;
  context: RunContext;
}

/** A run under its lock, with what it needs to move. */
interface Moving {
  tx: Tx;
  automation: SignalAutomation;
  mode: RunMode;
  run: Run;
  facts: ContactFacts;
  options: AdvanceOptions;
}

async function advance(
  tx: Tx,
  present: SignalAutomation,
  mode: RunMode,
  runId: string,
  options: AdvanceOptions,
): Promise<Advance> {
  const { settings, now } = options;
  const run = await lockRun(tx, runId);
  if (!run) return { kind: 'none' };
  const automation = await asItWas(tx, present, run.version);
  const facts = (await loadContactFacts(tx, [run.contact_id], now)).get(run.contact_id);
  const ended = facts && stoppedBy(facts.stops, automation.stopOn, run.context.since);
  if (ended !== undefined) return stop(tx, run, ended, options);
  const heard = await heardSignal(tx, run);
  if (run.next_step_at.getTime() > now.getTime() && !heard) return { kind: 'none' };
  if (run.step >= automation.steps.length) return finish(tx, run, 'nothing more came', now);
  if (!facts) return stop(tx, run, 'the contact is gone', options);
  const over = await endedByNow(tx, automation, run, settings, now);
  if (over !== undefined) return stop(tx, run, over, options);
  return move({ tx, automation, mode, run, facts, options }, heard);
}

async function lockRun(tx: Tx, runId: string): Promise<Run | undefined> {
  const row = await tx
    .selectFrom('automation_runs')
    .select(['id', 'contact_id', 'occasion', 'version', 'step', 'next_step_at', 'context'])
    .where('id', '=', runId)
    .where('state', '=', 'running')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && { ...row, context: readContext(row.context) };
}

/** What the run waits for has happened. */
async function heardSignal(tx: Tx, { contact_id, context }: Run): Promise<boolean> {
  const { awaits, waitingSince } = context;
  if (awaits === undefined || waitingSince === undefined) return false;
  const row = await tx
    .selectFrom('signals')
    .select('id')
    .where('contact_id', '=', contact_id)
    .where('kind', '=', awaits)
    .where('occurred_at', '>', waitingSince)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A rule that ends it holds, a condition does not any more, what it is about is settled. */
async function endedByNow(
  tx: Tx,
  automation: SignalAutomation,
  run: Run,
  { timeZone }: PlanSettings,
  now: Date,
): Promise<string | undefined> {
  const { when, stopWhen } = automation;
  const billed = isAboutBills(automation);
  const settled = await settledSubject(tx, aboutOf(run.context), { billed });
  if (settled !== undefined) return settled;
  const rules = [when, stopWhen].flatMap((one) => (one ? [one.rule] : []));
  if (rules.length === 0) return undefined;
  const holds = await rulesOfContacts(tx, [run.contact_id], rules, { now, timeZone });
  if (stopWhen && holds(run.contact_id, stopWhen.rule)) return `holds now: ${stopWhen.text}`;
  return when && !holds(run.contact_id, when.rule) ? `does not hold any more: ${when.text}` : undefined;
}

/** From one instruction to the next, up to a mail, a wait or the end. */
async function move(moving: Moving, heard: boolean): Promise<Advance> {
  const { tx, automation, run, options } = moving;
  const { settings, now } = options;
  let awake = heard;
  // Jumps only lead forward.
  for (;;) {
    const instruction = automation.steps[run.step];
    if (!instruction) return finish(tx, run, '', now);
    if (isMail(instruction)) return send(moving, instruction);
    if (waitsHere(instruction) && run.context.waitingSince === undefined)
      return beginWait(moving, instruction);
    const late = lateness(automation, run.context.dueAt, now);
    if (late !== undefined && !awake) return stop(tx, run, late, options);
    const facts = moving.facts;
    const timeZone = facts.timeZone ?? settings.timeZone;
    // A wait that was over long ago does not begin now: what follows counts from when it was due.
    const from = awake ? now : run.context.dueAt;
    awake = false;
    const holds = await branchHolds(moving, instruction);
    const passed = waitsHere(instruction)
      ? { at: from }
      : passOver(instruction, { at: from, timeZone }, holds);
    const detail = await act(moving, instruction);
    await recordRunEvents(tx, [
      { runId: run.id, at: now, instruction: run.step, what: nameOf(instruction), detail },
    ]);
    if ('end' in passed && passed.end !== undefined) return stopQuietly(moving, passed.end);
    const to = ('to' in passed ? passed.to : undefined) ?? run.step + 1;
    const next = automation.steps[to];
    const nextAt = next ? stepDueAt(next, passed.at, settings) : passed.at;
    await moveTo(moving, to, nextAt);
    if (nextAt.getTime() > now.getTime()) return { kind: 'moved' };
  }
}

function waitsHere(
  instruction: Instruction,
): instruction is Extract<Instruction, { do: 'until-time' | 'until-signal' }> {
  return !isMail(instruction) && (instruction.do === 'until-time' || instruction.do === 'until-signal');
}

async function branchHolds({ tx, run, options }: Moving, instruction: Instruction) {
  const rules = !isMail(instruction) && instruction.do === 'branch' ? [instruction.rule] : [];
  const { now, settings } = options;
  const holds = await rulesOfContacts(tx, [run.contact_id], rules, { now, timeZone: settings.timeZone });
  return (rule: Parameters<typeof holds>[1]) => holds(run.contact_id, rule);
}

/** What is done beside waiting and choosing. */
async function act(
  { tx, automation, run, facts, options }: Moving,
  instruction: Instruction,
): Promise<Record<string, unknown>> {
  if (isAction(instruction))
    return performAction(tx, instruction, {
      automation,
      runId: run.id,
      occasion: run.occasion,
      instruction: run.step,
      facts,
      mail: options.mail,
      now: options.now,
    });
  return !isMail(instruction) && instruction.do === 'branch' ? { rule: instruction.text } : {};
}

async function beginWait(
  { tx, run, facts, options }: Moving,
  instruction: Extract<Instruction, { do: 'until-time' | 'until-signal' }>,
): Promise<Advance> {
  const { now, settings } = options;
  const timeZone = facts.timeZone ?? settings.timeZone;
  const { at: until } = passOver(instruction, { at: now, timeZone }, () => false);
  const awaits = instruction.do === 'until-signal' ? { awaits: instruction.signal } : {};
  const context = { ...run.context, ...awaits, waitingSince: now, dueAt: until };
  const reason =
    instruction.do === 'until-signal' ? `waits for ${instruction.signal}` : `waits for ${instruction.time}`;
  await tx
    .updateTable('automation_runs')
    .set({ next_step_at: until, context: writeContext(context), state_reason: reason })
    .where('id', '=', run.id)
    .execute();
  return { kind: 'waiting', until, reason };
}

/** Counts the instruction and says when the next one is due. */
async function moveTo({ tx, run }: Moving, step: number, at: Date, emailId?: string): Promise<void> {
  const { awaits: _awaits, waitingSince: _since, ...rest } = run.context;
  run.step = step;
  run.next_step_at = at;
  run.context = {
    ...rest,
    dueAt: at,
    ...(emailId === undefined ? {} : { emailIds: [...rest.emailIds, emailId] }),
  };
  await tx
    .updateTable('automation_runs')
    .set({ step, next_step_at: at, context: writeContext(run.context), state_reason: '' })
    .where('id', '=', run.id)
    .execute();
}

async function send(moving: Moving, step: Step): Promise<Advance> {
  const { tx, automation, run, facts, options } = moving;
  const { settings, now } = options;
  const position = { since: run.context.since, step: run.step, dueAt: run.context.dueAt };
  const decision = decideStep(automation, position, facts, settings, now);
  if (decision.kind === 'stop') return stop(tx, run, decision.reason, options);
  if (decision.kind === 'wait') return wait(tx, run, decision, now);
  const request = await requestFor(moving, step);
  const empty = nothingToShow(options.mail.groupsOf(step.template), request.data);
  if (empty !== undefined) return stop(tx, run, empty, options);
  const cap = { automation: automation.name, cap: automation.perRunCap, timeZone: settings.timeZone };
  if (!(await takeFromDayCap(tx, cap, now))) {
    const until = nextDay(now, settings.timeZone);
    const waiting = await wait(tx, run, { until, reason: `${cap.cap} mails were written today` }, now);
    return { ...waiting, full: true };
  }
  const emailId = await options.mail.write(tx, request, now);
  const detail = { template: step.template, email: emailId };
  await recordRunEvents(tx, [{ runId: run.id, at: now, instruction: run.step, what: 'send', detail }]);
  await moveOn(moving, emailId);
  return { kind: 'written', emailId };
}

async function requestFor(
  { tx, automation, mode, run, facts, options }: Moving,
  step: Step,
): Promise<MailRequest> {
  const { settings, now, mail } = options;
  const address = usableAddress(facts, audienceOf(automation), settings);
  if (!address) throw new Error('a mail was to be sent to nobody');
  const about = { ...aboutOf(run.context), since: run.context.since };
  const timeZone = facts.timeZone ?? settings.timeZone;
  const locale = facts.locale ?? settings.locale;
  const occasion = `${run.occasion}#${run.step}`;
  return {
    automation: automation.name,
    template: step.template,
    class: automation.class,
    purpose: purposeOfAutomation(automation),
    contactId: facts.contactId,
    name: facts.name,
    address: address.address,
    canonical: address.canonical,
    locale,
    timeZone,
    occasion,
    runId: run.id,
    campaignId: null,
    data: await mailData(tx, {
      facts,
      address: address.address,
      about,
      fixed: automation.data ?? {},
      groups: mail.groupsOf(step.template),
      automation: automation.name,
      template: step.template,
      occasion,
      surveys: mail.surveys,
      loyalty: mail.loyalty,
      writes: true,
      locale,
      now,
      timeZone,
    }),
    dueAt: now,
    expiresAt: new Date(now.getTime() + automation.expiryMs),
    mode,
  };
}

/** The next step is due some time after this one; after the last, the run listens for an answer where one matters. */
async function moveOn(moving: Moving, emailId: string): Promise<void> {
  const { tx, automation, run, options } = moving;
  const { settings, now } = options;
  const next = automation.steps[run.step + 1];
  const listens = automation.stopOn.length > 0;
  const nextAt = next ? stepDueAt(next, now, settings) : new Date(now.getTime() + automation.expiryMs);
  await moveTo(moving, run.step + 1, nextAt, emailId);
  if (next || listens) return;
  await close(tx, run, 'done', '', now);
}

async function finish(tx: Tx, run: Run, reason: string, now: Date): Promise<Advance> {
  await close(tx, run, 'done', reason, now);
  return { kind: 'done' };
}

/** An `end` of the automation's own: what was written before it may leave. */
async function stopQuietly({ tx, run, options }: Moving, reason: string): Promise<Advance> {
  await close(tx, run, 'done', reason, options.now);
  return { kind: 'done' };
}

async function stop(tx: Tx, run: Run, reason: string, { now }: AdvanceOptions): Promise<Advance> {
  let cancelled = 0;
  for (const emailId of run.context.emailIds)
    if (await cancelEmail(tx, emailId, { actor: 'wafa', reason, now })) cancelled++;
  await close(tx, run, 'stopped', reason, now);
  return { kind: 'stopped', reason, cancelled };
}

async function close(tx: Tx, run: Run, state: 'done' | 'stopped', reason: string, now: Date): Promise<void> {
  await tx
    .updateTable('automation_runs')
    .set({ state, state_reason: reason, finished_at: now })
    .where('id', '=', run.id)
    .execute();
  const detail = reason === '' ? {} : { reason };
  await recordRunEvents(tx, [{ runId: run.id, at: now, instruction: run.step, what: state, detail }]);
}

async function wait(
  tx: Tx,
  run: Run,
  { until, reason }: { until: Date; reason: string },
  now: Date,
): Promise<Extract<Advance, { kind: 'waiting' }>> {
  await recordRunEvents(tx, [
    { runId: run.id, at: now, instruction: run.step, what: 'waits', detail: { until, reason } },
  ]);
  await postpone(tx, run.id, until, reason);
  return { kind: 'waiting', until, reason };
}

async function postpone(tx: Tx, runId: string, until: Date, reason: string): Promise<void> {
  await tx
    .updateTable('automation_runs')
    .set({ next_step_at: until, state_reason: reason })
    .where('id', '=', runId)
    .where('state', '=', 'running')
    .execute();
}
