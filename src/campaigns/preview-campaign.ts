import type { NewsletterAutomation } from '../automations/automation.ts';
import { type ContactFacts, loadContactFacts } from '../automations/contact-facts.ts';
import { holdBack, usableAddress } from '../automations/hold-back.ts';
import type { MailWriter } from '../automations/mail-request.ts';
import type { Occurrence } from '../automations/occurrences.ts';
import { type PlanSettings, stepDueAt } from '../automations/plan.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { letterRequest } from './enqueue-campaign.ts';
import type { IssueReader } from './issue-reader.ts';
import { readersOf } from './purpose-of-letter.ts';
import { segmentChunk } from './segments.ts';

export interface PreviewCampaignOptions {
  db: Db;
  businessId: string;
  automation: NewsletterAutomation;
  occurrence: Occurrence;
  issue: string;
  settings: PlanSettings & { locale: Locale };
  issues: IssueReader;
  mail: MailWriter;
  now: Date;
}

const CHUNK = 500;

/**
 * The dry run of a newsletter: writes down who would get which letter, and what would hold it back; no campaign and no
 * mail. Resolves to the number of lines. Started again after a crash it writes what is missing.
 */
export async function previewCampaign(options: PreviewCampaignOptions): Promise<number> {
  const { db, businessId, automation, settings, now } = options;
  const { timeZone } = settings;
  const segment = { name: automation.trigger.segment, kinds: automation.kinds, timeZone };
  let after: string | undefined;
  let lines = 0;
  for (;;) {
    const last = await inBusiness(db, businessId, async (tx) => {
      const ids = await segmentChunk(tx, segment, after, CHUNK, now);
      const facts = await loadContactFacts(tx, ids, now);
      lines += await writeLines(tx, [...facts.values()], options);
      return ids.at(-1);
    });
    if (last === undefined) return lines;
    after = last;
  }
}

async function writeLines(
  tx: Tx,
  contacts: readonly ContactFacts[],
  options: PreviewCampaignOptions,
): Promise<number> {
  const rows = [];
  // Who has no address is not in the segment; the letter itself passes over them in silence, too.
  for (const facts of contacts) if (facts.addresses.length > 0) rows.push(await lineOf(facts, options));
  if (rows.length === 0) return 0;
  const written = await tx
    .insertInto('dry_runs')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('contact_id')
    .execute();
  return written.length;
}

async function lineOf(facts: ContactFacts, options: PreviewCampaignOptions) {
  const { automation, occurrence, settings, now } = options;
  const step = automation.steps[0];
  if (!step) throw new Error('a newsletter has one step');
  const held = holdBack(readersOf(automation), facts, settings, now);
  const dueAt = held?.until ?? stepDueAt(step, occurrence.dueAt, settings);
  const preview = await previewOf(facts, dueAt, options);
  return {
    automation: automation.name,
    contact_id: facts.contactId,
    occasion: occurrence.occasion,
    step: 0,
    template: step.template,
    locale: preview.locale ?? facts.locale ?? settings.locale,
    subject: preview.subject ?? '',
    would_send_at: dueAt,
    held_back_by: held?.reason ?? preview.problem ?? null,
    created_at: now,
  };
}

async function previewOf(
  facts: ContactFacts,
  dueAt: Date,
  { automation, occurrence, issue, settings, issues, mail }: PreviewCampaignOptions,
): Promise<{ subject?: string; locale?: Locale; problem?: string }> {
  const step = automation.steps[0];
  const to = usableAddress(facts, readersOf(automation), settings) ?? { address: '', canonical: '' };
  if (!step) throw new Error('a newsletter has one step');
  try {
    const campaign = { id: null, occasion: occurrence.occasion, issue };
    const expiresAt = new Date(dueAt.getTime() + automation.expiryMs);
    const mode = 'approve' as const;
    const letter = { automation, settings, issues, campaign, mode, step, dueAt, expiresAt };
    return mail.preview(await letterRequest(to, facts, letter));
  } catch (error) {
    return { problem: `could not be written: ${describeError(error)}` };
  }
}
