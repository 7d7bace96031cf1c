import type { Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { SignalAutomation } from './automation.ts';
import { type ContactFacts, loadContactFacts } from './contact-facts.ts';
import { usableAddress } from './hold-back.ts';
import { contactMailData } from './mail-data.ts';
import type { MailRequest, MailWriter } from './mail-request.ts';
import { type NewSignal, newSignals } from './new-signals.ts';
import { type PlannedEmail, type PlanSettings, planEmails } from './plan.ts';
import { purchaseOf } from './start-runs.ts';

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
  const { signals, markSeen } = await newSignals(tx, automation, { answers: 'dry_runs', names, limit, now });
  const facts = await loadContactFacts(
    tx,
    signals.map(({ contactId }) => contactId),
    now,
  );
  let planned = 0;
  for (const signal of signals) {
    const known = facts.get(signal.contactId);
    const emails = planEmails(automation, signal, known, settings, now);
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
  return { planned, more: signals.length === limit };
}

async function rowOf(
  tx: Tx,
  automation: SignalAutomation,
  signal: NewSignal,
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
  signal: NewSignal,
  email: PlannedEmail,
  facts: ContactFacts,
  { settings, mail }: DryRunOptions,
): Promise<{ subject?: string; locale?: Locale; problem?: string }> {
  const address = usableAddress(facts, automation.class, settings) ?? { address: '', canonical: '' };
  const about = { since: signal.since, ...purchaseOf(signal.evidence) };
  const request: MailRequest = {
    automation: automation.name,
    template: email.template,
    class: automation.class,
    contactId: facts.contactId,
    name: facts.name,
    address: address.address,
    canonical: address.canonical,
    locale: facts.locale ?? settings.locale,
    timeZone: facts.timeZone ?? settings.timeZone,
    occasion: `${signal.dedupeKey}#${email.step}`,
    runId: null,
    campaignId: null,
    data: await contactMailData(tx, facts, address.address, about),
    dueAt: email.sendAt,
    expiresAt: new Date(email.sendAt.getTime() + automation.expiryMs),
    mode: 'approve',
  };
  try {
    return mail.preview(request);
  } catch (error) {
    return { problem: `could not be written: ${describeError(error)}` };
  }
}
