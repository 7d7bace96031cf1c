import type { Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { purposeOfAutomation, type SignalAutomation } from './automation.ts';
import { type ContactFacts, loadContactFacts } from './contact-facts.ts';
import { usableAddress } from './hold-back.ts';
import { mailData, nothingToShow } from './mail-data.ts';
import type { MailRequest, MailWriter } from './mail-request.ts';
import {
  audienceOf,
  type PlannedEmail,
  type PlanSettings,
  planEmails,
  planRuns,
  type TriggeringSignal,
} from './plan.ts';
import { rulesOf, rulesOfContacts } from './rules-of-contact.ts';
import { refuseSome } from './start-runs.ts';
import { newTriggers } from './triggers/new-triggers.ts';

export interface DryRunOptions {
  names: readonly string[];
  settings: PlanSettings & { locale: Locale };
  mail: MailWriter;
  limit: number;
  now: Date;
}

/**
 * Writes down who would get what, when, and what would hold it back, for every new signal; nothing else. A person it
 * was written down for is not looked at again for the same occasion.
 */
export async function dryRun(
  tx: Tx,
  automation: SignalAutomation,
  options: DryRunOptions,
): Promise<{ planned: number; more: boolean }> {
  const { names, settings, limit, now } = options;
  const { timeZone } = settings;
  const { signals, more, markSeen } = await newTriggers(tx, automation, {
    answers: 'dry_runs',
    names,
    limit,
    now,
    timeZone,
  });
  const ids = signals.map(({ contactId }) => contactId);
  const facts = await loadContactFacts(tx, ids, now);
  const holds = await rulesOfContacts(tx, ids, rulesOf(automation), { now, timeZone });
  const refused = await refusals(tx, automation, signals, options);
  let planned = 0;
  for (const signal of signals) {
    const known = facts.get(signal.contactId);
    const asked = (rule: Parameters<typeof holds>[1]) => holds(signal.contactId, rule);
    const reason = refused.get(signal);
    const emails = planEmails(automation, signal, known, settings, now, asked).map((email) =>
      reason === undefined ? email : { ...email, heldBackBy: reason },
    );
    const rows = [];
    for (const email of emails) rows.push(await rowOf(tx, automation, signal, email, known, options));
    if (rows.length === 0) continue;
    await tx
      .insertInto('dry_runs')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    planned += rows.length;
  }
  await markSeen();
  return { planned, more };
}

/** Whom a condition, or having been in it before, keeps from beginning. */
async function refusals(
  tx: Tx,
  automation: SignalAutomation,
  signals: readonly TriggeringSignal[],
  { settings, now }: DryRunOptions,
): Promise<Map<TriggeringSignal, string>> {
  const runs = planRuns(automation, signals, settings, now).map(({ refused: _late, ...run }) => run);
  const checked = await refuseSome(tx, automation, runs, { now, timeZone: settings.timeZone });
  return new Map(
    checked.flatMap(({ signal, refused }) => (refused === undefined ? [] : [[signal, refused]])),
  );
}

async function rowOf(
  tx: Tx,
  automation: SignalAutomation,
  signal: TriggeringSignal,
  email: PlannedEmail,
  facts: ContactFacts | undefined,
  options: DryRunOptions,
) {
  const preview = facts ? await previewOf(tx, automation, signal, email, facts, options) : {};
  return {
    automation: automation.name,
    contact_id: signal.contactId,
    occasion: signal.dedupeKey,
    step: email.step,
    template: email.template,
    locale: preview.locale ?? facts?.locale ?? options.settings.locale,
    subject: preview.subject ?? '',
    would_send_at: email.sendAt,
    held_back_by: email.heldBackBy ?? preview.problem ?? null,
    created_at: options.now,
  };
}

/** A template's mistake is what a dry run is for: it is shown as what holds the mail back. */
async function previewOf(
  tx: Tx,
  automation: SignalAutomation,
  signal: TriggeringSignal,
  email: PlannedEmail,
  facts: ContactFacts,
  { settings, mail }: DryRunOptions,
): Promise<{ subject?: string; locale?: Locale; problem?: string }> {
  const address = usableAddress(facts, audienceOf(automation), settings) ?? { address: '', canonical: '' };
  const about = { since: signal.since, ...signal.about };
  const locale = facts.locale ?? settings.locale;
  const occasion = `${signal.dedupeKey}#${email.step}`;
  const request: MailRequest = {
    automation: automation.name,
    template: email.template,
    class: automation.class,
    purpose: purposeOfAutomation(automation),
    contactId: facts.contactId,
    name: facts.name,
    address: address.address,
    canonical: address.canonical,
    locale,
    timeZone: facts.timeZone ?? settings.timeZone,
    occasion,
    runId: null,
    campaignId: null,
    data: await mailData(tx, {
      facts,
      address: address.address,
      about,
      fixed: automation.data ?? {},
      groups: mail.groupsOf(email.template),
      automation: automation.name,
      template: email.template,
      occasion,
      surveys: mail.surveys,
      loyalty: mail.loyalty,
      locale,
      now: email.sendAt,
      timeZone: facts.timeZone ?? settings.timeZone,
    }),
    dueAt: email.sendAt,
    expiresAt: new Date(email.sendAt.getTime() + automation.expiryMs),
    mode: 'approve',
  };
  const empty = nothingToShow(mail.groupsOf(email.template), request.data);
  if (empty !== undefined) return { problem: empty };
  try {
    return mail.preview(request);
  } catch (error) {
    return { problem: `could not be written: ${describeError(error)}` };
  }
}
