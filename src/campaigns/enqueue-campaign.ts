import { sql } from 'kysely';
import type { NewsletterAutomation, SendingMode, Step } from '../automations/automation.ts';
import { type ContactFacts, loadContactFacts } from '../automations/contact-facts.ts';
import { holdBack } from '../automations/hold-back.ts';
import { customerData } from '../automations/mail-data.ts';
import type { MailRequest, MailWriter } from '../automations/mail-request.ts';
import type { PlanSettings } from '../automations/plan.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { moveIntoBusinessHours } from '../lib/business-hours.ts';
import { describeError, WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { Campaign } from './campaign.ts';
import type { IssueReader } from './issue-reader.ts';
import { purposeOfLetter, readersOf } from './purpose-of-letter.ts';

export interface EnqueueCampaignOptions {
  db: Db;
  businessId: string;
  automation: NewsletterAutomation;
  campaign: Campaign;
  settings: PlanSettings & { locale: Locale };
  issues: IssueReader;
  mail: MailWriter;
  now: Date;
  /** Recipients that are looked at in this call. */
  limit: number;
  batch?: number;
}

/** Recipients in one transaction: enough to share its cost, few enough to lose little in a crash. */
const BATCH = 200;

/**
 * Writes the letter to recipients that wait, each in their own language, and puts it into the outbox in the transaction
 * that counts them. Any number of workers share the work; after a crash it goes on with who still waits. Rejects when
 * not one mail of a batch can be written, for then the letter is at fault and not the reader: all of them go on waiting.
 */
export async function enqueueCampaign(
  options: EnqueueCampaignOptions,
): Promise<{ enqueued: number; leftOut: number; more: boolean }> {
  const { db, businessId, automation, campaign, limit, now } = options;
  const total = { enqueued: 0, leftOut: 0, more: false };
  // Switched off in the middle, a campaign rests; it goes on, or has expired, when the automation sends again.
  if (automation.mode === 'off' || automation.mode === 'dry-run') return total;
  for (let looked = 0; looked < limit; ) {
    const size = Math.min(options.batch ?? BATCH, limit - looked);
    const batch = await inBusiness(db, businessId, (tx) => enqueueBatch(tx, size, options));
    if (batch.halted) return total;
    total.enqueued += batch.enqueued;
    total.leftOut += batch.leftOut;
    looked += size;
    if (batch.taken < size) {
      await inBusiness(db, businessId, (tx) => markEnqueued(tx, campaign.id, now));
      return total;
    }
  }
  return { ...total, more: true };
}

interface Recipient {
  canonical: string;
  address: string;
  contactId: string;
}

type Outcome = { emailId: string } | { leftOut: string; failed?: boolean };

async function enqueueBatch(tx: Tx, size: number, options: EnqueueCampaignOptions) {
  const mode = await modeOf(tx, options);
  if (mode === undefined) return { taken: size, enqueued: 0, leftOut: 0, halted: true };
  const recipients = await claimRecipients(tx, options.campaign.id, size);
  const facts = await loadContactFacts(
    tx,
    recipients.map(({ contactId }) => contactId),
    options.now,
  );
  const outcomes = await writeLetters(tx, recipients, facts, mode, options);
  const problems = outcomes.flatMap(({ outcome }) => ('failed' in outcome ? outcome.leftOut : []));
  if (problems.length > 0 && !outcomes.some(({ outcome }) => 'emailId' in outcome)) {
    throw new WafaError(`the issue ${options.campaign.issue} cannot be written: ${problems[0]}`, {
      hint: 'mend the issue or the template; the recipients go on waiting',
    });
  }
  await settleRecipients(tx, options.campaign.id, outcomes);
  const enqueued = outcomes.filter(({ outcome }) => 'emailId' in outcome).length;
  return { taken: recipients.length, enqueued, leftOut: recipients.length - enqueued, halted: false };
}

/** Undefined when it was halted meanwhile; else the stricter of what the campaign has become (more people than the cap: approve) and what the automation says by now. */
async function modeOf(
  tx: Tx,
  { campaign, automation }: EnqueueCampaignOptions,
): Promise<SendingMode | undefined> {
  const row = await tx
    .selectFrom('campaigns')
    .select(['mode', 'halted'])
    .where('id', '=', campaign.id)
    .executeTakeFirst();
  if (!row || row.halted !== null) return undefined;
  return row.mode === 'live' && automation.mode === 'live' ? 'live' : 'approve';
}

function claimRecipients(tx: Tx, campaignId: string, size: number): Promise<Recipient[]> {
  return tx
    .selectFrom('campaign_recipients')
    .select(['canonical', 'address', 'contact_id as contactId'])
    .where('campaign_id', '=', campaignId)
    .where('state', '=', 'waiting')
    .orderBy('canonical')
    .limit(size)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** All letters of a batch: judged and rendered one by one, put into the outbox together. */
async function writeLetters(
  tx: Tx,
  recipients: readonly Recipient[],
  facts: ReadonlyMap<string, ContactFacts>,
  mode: SendingMode,
  options: EnqueueCampaignOptions,
): Promise<{ recipient: Recipient; outcome: Outcome }[]> {
  const judged: { recipient: Recipient; outcome: Outcome | { request: MailRequest } }[] = [];
  for (const recipient of recipients)
    judged.push({
      recipient,
      outcome: await judgeRecipient(recipient, facts.get(recipient.contactId), mode, options),
    });
  const requests = judged.flatMap(({ outcome }) => ('request' in outcome ? [outcome.request] : []));
  const written = (await options.mail.writeAll(tx, requests, options.now)).values();
  return judged.map(({ recipient, outcome }) => {
    if (!('request' in outcome)) return { recipient, outcome };
    const one = written.next().value;
    if (!one) throw new Error('a letter was neither written nor refused');
    return { recipient, outcome: 'id' in one ? { emailId: one.id } : notWritten(one.problem) };
  });
}

async function judgeRecipient(
  recipient: Recipient,
  facts: ContactFacts | undefined,
  mode: SendingMode,
  options: EnqueueCampaignOptions,
): Promise<Outcome | { request: MailRequest }> {
  const { automation, campaign, settings, now } = options;
  const step = automation.steps[0];
  if (!facts || !step) return { leftOut: 'the contact is gone' };
  const held = holdBack(readersOf(automation), facts, settings, now);
  if (held && !held.until) return { leftOut: held.reason };
  const dueAt = letterDueAt(step, held?.until ?? now, campaign, settings);
  const expiresAt = new Date(campaign.createdAt.getTime() + automation.expiryMs);
  if (dueAt.getTime() >= expiresAt.getTime()) return { leftOut: held?.reason ?? 'too late' };
  try {
    return { request: await letterRequest(recipient, facts, { ...options, mode, step, dueAt, expiresAt }) };
  } catch (error) {
    return notWritten(describeError(error));
  }
}

function notWritten(problem: string): Outcome {
  return { leftOut: `could not be written: ${problem}`, failed: true };
}

/** Not before its time after the occasion, and inside business hours where the step says so. */
function letterDueAt(step: Step, from: Date, { createdAt }: Campaign, settings: PlanSettings): Date {
  const due = new Date(Math.max(from.getTime(), createdAt.getTime() + step.afterMs));
  return step.businessHours ? moveIntoBusinessHours(due, settings.businessHours, settings.timeZone) : due;
}

/** The letter to one reader; the mail around an issue is in the issue's language, which may not be the reader's. */
export async function letterRequest(
  { address, canonical }: Pick<Recipient, 'address' | 'canonical'>,
  facts: ContactFacts,
  letter: Pick<EnqueueCampaignOptions, 'automation' | 'settings' | 'issues'> & {
    campaign: Pick<Campaign, 'occasion' | 'issue'> & { id: string | null };
    mode: SendingMode;
    step: Step;
    dueAt: Date;
    expiresAt: Date;
  },
): Promise<MailRequest> {
  const { automation, settings, campaign, step } = letter;
  const issue = await letter.issues.read(campaign.issue, facts.locale ?? settings.locale);
  return {
    automation: automation.name,
    template: step.template,
    class: automation.class,
    purpose: purposeOfLetter(automation),
    contactId: facts.contactId,
    name: facts.name,
    address,
    canonical,
    locale: issue.locale,
    timeZone: facts.timeZone ?? settings.timeZone,
    occasion: campaign.occasion,
    runId: null,
    campaignId: campaign.id,
    data: { customer: customerData(facts.name, address), issue: { ...issue } },
    dueAt: letter.dueAt,
    expiresAt: letter.expiresAt,
    mode: letter.mode,
  };
}

async function settleRecipients(
  tx: Tx,
  campaignId: string,
  outcomes: readonly { recipient: Recipient; outcome: Outcome }[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map(({ recipient: { canonical }, outcome }) =>
    'emailId' in outcome
      ? { canonical, state: 'enqueued', reason: '', email_id: outcome.emailId }
      : { canonical, state: 'left out', reason: outcome.leftOut, email_id: null },
  );
  await sql`update campaign_recipients r set state = v.state, state_reason = v.reason, email_id = v.email_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as v(canonical text, state text, reason text, email_id uuid)
    where r.campaign_id = ${campaignId} and r.canonical = v.canonical`.execute(tx);
}

/** Through only when nobody waits, not even under another worker's lock. */
async function markEnqueued(tx: Tx, campaignId: string, now: Date): Promise<void> {
  await sql`update campaigns set enqueued_at = ${now} where id = ${campaignId} and enqueued_at is null
    and materialised_at is not null and not exists (select from campaign_recipients r
      where r.campaign_id = campaigns.id and r.state = 'waiting')`.execute(tx);
}
