import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { cancelEmail } from '../outbox/approve.ts';
import type { SendingMode, SignalAutomation } from './automation.ts';
import { type ContactFacts, loadContactFacts } from './contact-facts.ts';
import { nextDay, takeFromDayCap } from './day-cap.ts';
import { usableAddress } from './hold-back.ts';
import { contactMailData } from './mail-data.ts';
import type { MailRequest, MailWriter } from './mail-request.ts';
import { decideStep, type PlanSettings, stepDueAt, stoppedBy } from './plan.ts';
import { type RunContext, readContext, writeContext } from './run-context.ts';

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
  | { kind: 'waiting'; until: Date; reason: string }
  | { kind: 'stopped'; reason: string; cancelled: number }
  | { kind: 'done' }
  /** The mail could not be written (a template's mistake, most likely); tried again at `until`. */
  | { kind: 'failed'; until: Date; problem: string };

/** A mail that could not be written is tried again after this, until it is too late. */
const RETRY_WRITING_MS = 10 * MINUTE_MS;

/**
 * Moves one run on by one step, all in one transaction: a due mail is written, enqueued and the step counted, or the
 * run waits, or it ends and its mails that have not left are cancelled. Safe to call for any run at any time.
 */
export async function advanceRun(
  automation: SignalAutomation,
  mode: SendingMode,
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
  step: number;
  next_step_at: Date;
  context: RunContext;
}

async function advance(
  tx: Tx,
  automation: SignalAutomation,
  mode: SendingMode,
  runId: string,
  options: AdvanceOptions,
): Promise<Advance> {
  const { settings, now } = options;
  const run = await lockRun(tx, runId);
  if (!run) return { kind: 'none' };
  const facts = (await loadContactFacts(tx, [run.contact_id], now)).get(run.contact_id);
  const ended = facts && stoppedBy(facts.stops, automation.stopOn, run.context.since);
  if (ended !== undefined) return stop(tx, run, ended, options);
  if (run.next_step_at.getTime() > now.getTime()) return { kind: 'none' };
  if (run.step >= automation.steps.length) return finish(tx, run, 'nothing more came', now);
  const position = { since: run.context.since, step: run.step, dueAt: run.context.dueAt };
  const decision = decideStep(automation, position, facts, settings, now);
  if (decision.kind === 'stop' || !facts) {
    return stop(tx, run, decision.kind === 'stop' ? decision.reason : 'the contact is gone', options);
  }
  if (decision.kind === 'wait') return wait(tx, run, decision.until, decision.reason);
  const cap = { automation: automation.name, cap: automation.perRunCap, timeZone: settings.timeZone };
  if (!(await takeFromDayCap(tx, cap, now))) {
    return wait(tx, run, nextDay(now, settings.timeZone), `${cap.cap} mails were written today`);
  }
  const request = await requestFor(tx, automation, mode, run, facts, options);
  const emailId = await options.mail.write(tx, request, now);
  await moveOn(tx, automation, run, emailId, options);
  return { kind: 'written', emailId };
}

async function lockRun(tx: Tx, runId: string): Promise<Run | undefined> {
  const row = await tx
    .selectFrom('automation_runs')
    .select(['id', 'contact_id', 'occasion', 'step', 'next_step_at', 'context'])
    .where('id', '=', runId)
    .where('state', '=', 'running')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && { ...row, context: readContext(row.context) };
}

async function requestFor(
  tx: Tx,
  automation: SignalAutomation,
  mode: SendingMode,
  run: Run,
  facts: ContactFacts,
  { settings, now }: AdvanceOptions,
): Promise<MailRequest> {
  const step = automation.steps[run.step];
  const address = usableAddress(facts, automation.class, settings);
  if (!step || !address) throw new Error('a step was to be sent that does not exist, or to nobody');
  return {
    automation: automation.name,
    template: step.template,
    class: automation.class,
    contactId: facts.contactId,
    name: facts.name,
    address: address.address,
    canonical: address.canonical,
    locale: facts.locale ?? settings.locale,
    timeZone: facts.timeZone ?? settings.timeZone,
    occasion: `${run.occasion}#${run.step}`,
    runId: run.id,
    campaignId: null,
    data: await contactMailData(tx, facts, address.address, run.context),
    dueAt: now,
    expiresAt: new Date(now.getTime() + automation.expiryMs),
    mode,
  };
}

/** The next step is due some time after this one; after the last, the run listens for an answer where one matters. */
async function moveOn(
  tx: Tx,
  automation: SignalAutomation,
  run: Run,
  emailId: string,
  { settings, now }: AdvanceOptions,
): Promise<void> {
  const next = automation.steps[run.step + 1];
  const listens = automation.stopOn.length > 0;
  const nextAt = next ? stepDueAt(next, now, settings) : new Date(now.getTime() + automation.expiryMs);
  const context = { ...run.context, dueAt: nextAt, emailIds: [...run.context.emailIds, emailId] };
  await tx
    .updateTable('automation_runs')
    .set({
      step: run.step + 1,
      next_step_at: nextAt,
      context: writeContext(context),
      state_reason: '',
      ...(next || listens ? {} : { state: 'done' as const, finished_at: now }),
    })
    .where('id', '=', run.id)
    .execute();
}

async function finish(tx: Tx, run: Run, reason: string, now: Date): Promise<Advance> {
  await tx
    .updateTable('automation_runs')
    .set({ state: 'done', state_reason: reason, finished_at: now })
    .where('id', '=', run.id)
    .execute();
  return { kind: 'done' };
}

async function stop(tx: Tx, run: Run, reason: string, { now }: AdvanceOptions): Promise<Advance> {
  let cancelled = 0;
  for (const emailId of run.context.emailIds)
    if (await cancelEmail(tx, emailId, { actor: 'wafa', reason, now })) cancelled++;
  await tx
    .updateTable('automation_runs')
    .set({ state: 'stopped', state_reason: reason, finished_at: now })
    .where('id', '=', run.id)
    .execute();
  return { kind: 'stopped', reason, cancelled };
}

async function wait(tx: Tx, run: Run, until: Date, reason: string): Promise<Advance> {
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
