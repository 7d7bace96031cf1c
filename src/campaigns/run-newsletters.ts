import {
  type Automation,
  type NewsletterAutomation,
  newsletterAutomations,
} from '../automations/automation.ts';
import { eachApart } from '../automations/each-apart.ts';
import type { MailWriter } from '../automations/mail-request.ts';
import { claimOccurrence, finishOccurrence, type Occurrence } from '../automations/occurrences.ts';
import type { PlanSettings } from '../automations/plan.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Locale } from '../lib/locale.ts';
import { openCampaigns, sentIssues, startCampaign, unsettledCampaigns } from './campaign.ts';
import { enqueueCampaign } from './enqueue-campaign.ts';
import { settleCancelled } from './halt-campaign.ts';
import type { IssueReader } from './issue-reader.ts';
import { materialiseRecipients } from './materialise-recipients.ts';
import { pickIssue } from './pick-issue.ts';
import { previewCampaign } from './preview-campaign.ts';

export interface RunNewslettersOptions {
  db: Db;
  businessId: string;
  automations: readonly Automation[];
  settings: PlanSettings & { locale: Locale };
  issues: IssueReader;
  mail: MailWriter;
  now: Date;
  /** Letters that are written in one pass, for each campaign. */
  limit: number;
  /** Of them in one transaction. */
  batch?: number;
}

/** What one pass did. */
export interface NewslettersReport {
  did: number;
  more: boolean;
  started: number;
  enqueued: number;
  leftOut: number;
  /** Lines for the dry run. */
  planned: number;
}

/**
 * The stage that sends newsletters: an open occurrence starts a campaign (or, in a dry run, only says who would get
 * it), its recipients are written down, and their letters enqueued, `limit` in a pass. It goes on wherever it was left. Rejects
 * when one failed, after the others had their turn.
 */
export async function runNewsletters(options: RunNewslettersOptions): Promise<NewslettersReport> {
  const report: NewslettersReport = { did: 0, more: false, started: 0, enqueued: 0, leftOut: 0, planned: 0 };
  const { db, businessId, now } = options;
  for (const campaignId of await inBusiness(db, businessId, unsettledCampaigns))
    report.did += await settleCancelled(db, businessId, { campaignId, actor: 'wafa', now });
  await eachApart(newsletterAutomations(options.automations), async (automation) => {
    if (automation.mode === 'off') return;
    if (automation.mode === 'dry-run') await planOnly(automation, options, report);
    else {
      await startDue(automation, automation.mode, options, report);
      await workOff(automation, options, report);
    }
  });
  return report;
}

async function planOnly(
  automation: NewsletterAutomation,
  options: RunNewslettersOptions,
  report: NewslettersReport,
): Promise<void> {
  const { db, businessId, now } = options;
  for (;;) {
    const due = await inBusiness(db, businessId, (tx) => claim(tx, automation, now));
    if (!due) return;
    const issue = await inBusiness(db, businessId, (tx) => issueFor(tx, automation, due, options));
    // In many small transactions, each harmless to repeat; the occurrence is finished when all of them are through.
    const planned =
      issue === undefined ? 0 : await previewCampaign({ ...options, automation, occurrence: due, issue });
    const outcome = issue === undefined ? { skipped: 'no issue to send' } : { dryRun: planned, issue };
    await inBusiness(db, businessId, (tx) => finishOccurrence(tx, due, outcome, now));
    report.planned += planned;
    report.did += planned + 1;
  }
}

async function startDue(
  automation: NewsletterAutomation,
  mode: 'approve' | 'live',
  options: RunNewslettersOptions,
  report: NewslettersReport,
): Promise<void> {
  const { db, businessId, now } = options;
  for (;;) {
    const due = await inBusiness(db, businessId, async (tx) => {
      const occurrence = await claim(tx, automation, now);
      if (!occurrence) return undefined;
      const issue = await issueFor(tx, automation, occurrence, options);
      if (issue === undefined) {
        await finishOccurrence(tx, occurrence, { skipped: 'no issue to send' }, now);
        return { started: 0 };
      }
      const { name, trigger } = automation;
      const { occasion } = occurrence;
      const campaign = await startCampaign(tx, {
        automation: name,
        occasion,
        issue,
        segment: trigger.segment,
        mode,
        now,
      });
      await finishOccurrence(tx, occurrence, { campaign: campaign.id, issue }, now);
      return { started: 1 };
    });
    if (!due) return;
    report.started += due.started;
    report.did++;
  }
}

async function workOff(
  automation: NewsletterAutomation,
  options: RunNewslettersOptions,
  report: NewslettersReport,
): Promise<void> {
  const { db, businessId, now } = options;
  const { timeZone } = options.settings;
  const segment = { name: automation.trigger.segment, kinds: automation.kinds, timeZone };
  const cap = automation.perRunCap;
  const campaigns = await inBusiness(db, businessId, (tx) => openCampaigns(tx, automation.name));
  const running = campaigns.filter(({ halted }) => halted === null);
  await eachApart(running, async (campaign) => {
    report.did += await materialiseRecipients({ db, businessId, campaignId: campaign.id, segment, cap, now });
    const { enqueued, leftOut, more } = await enqueueCampaign({ ...options, automation, campaign });
    report.enqueued += enqueued;
    report.leftOut += leftOut;
    report.did += enqueued + leftOut;
    report.more ||= more;
  });
}

function claim(tx: Tx, { name, maxLatenessMs }: NewsletterAutomation, now: Date) {
  return claimOccurrence(tx, { rule: name, maxLatenessMs }, now);
}

async function issueFor(
  tx: Tx,
  { name, trigger }: NewsletterAutomation,
  { occasion }: Occurrence,
  { issues }: RunNewslettersOptions,
): Promise<string | undefined> {
  const sent = await sentIssues(tx, name);
  return pickIssue(trigger.issue, await issues.list(), sent, occasion);
}
