import { digestAutomations, newsletterAutomations } from '../automations/automation.ts';
import { occurrenceRules, parseRule } from '../automations/occurrence-rules.ts';
import {
  claimOccurrence,
  finishOccurrence,
  type Occurrence,
  recordDueOccurrences,
} from '../automations/occurrences.ts';
import { sentIssues, startCampaign } from '../campaigns/campaign.ts';
import { issueReader } from '../campaigns/issue-reader.ts';
import { pickIssue } from '../campaigns/pick-issue.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { enqueueDigest } from '../digest/enqueue-digest.ts';
import type { Jobs } from './jobs.ts';
import type { MailSettings } from './mail-settings.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes down which cron rules came due since the last look, and, in the same transaction, a durable job for each: the
 * occasion is noted once and worked off once, whichever process dies in between.
 */
export async function noteDueOccurrences(workspace: Workspace, jobs: Jobs): Promise<Occurrence[]> {
  await workspace.reloadAutomations();
  const { db, businessId, clock, automations, config } = workspace;
  const now = await clock.now();
  return inBusiness(db, businessId, async (tx) => {
    const managers = await tx
      .selectFrom('people')
      .select(['id', 'time_zone as timeZone'])
      .where('removed_at', 'is', null)
      .execute();
    const rules = occurrenceRules(automations, config.business.timeZone, managers);
    const due = await recordDueOccurrences(tx, rules, now);
    for (const { rule, occasion } of due) await jobs.send(tx, 'occurrence', { businessId, rule, occasion });
    return due;
  });
}

/** Acts on one occasion of a rule: starts the campaign, or puts the digest into the outbox; done when it commits. */
export async function actOnOccurrence(
  workspace: Workspace,
  mail: MailSettings,
  { rule, occasion }: { rule: string; occasion: string },
): Promise<void> {
  const { db, businessId, clock } = workspace;
  const now = await clock.now();
  await inBusiness(db, businessId, async (tx) => {
    const maxLatenessMs = latenessOf(workspace, rule);
    const occurrence = await claimOccurrence(tx, { rule, occasion, maxLatenessMs }, now);
    if (!occurrence) return;
    const outcome = await outcomeOf(tx, workspace, mail, occurrence, now);
    await finishOccurrence(tx, occurrence, outcome, now);
  });
}

function latenessOf({ automations }: Workspace, rule: string): number {
  const { automation } = parseRule(rule);
  return automations.find(({ name }) => name === automation)?.maxLatenessMs ?? 0;
}

async function outcomeOf(
  tx: Tx,
  workspace: Workspace,
  mail: MailSettings,
  occurrence: Occurrence,
  now: Date,
): Promise<Record<string, unknown>> {
  const { automation, managerId } = parseRule(occurrence.rule);
  return managerId === undefined
    ? newsletter(tx, workspace, automation, occurrence, now)
    : digest(tx, workspace, mail, { automation, managerId }, now);
}

async function newsletter(
  tx: Tx,
  { automations, templatesFolder, config }: Workspace,
  name: string,
  { occasion }: Occurrence,
  now: Date,
): Promise<Record<string, unknown>> {
  const automation = newsletterAutomations(automations).find((one) => one.name === name);
  if (!automation || automation.mode === 'off') return { skipped: 'the automation is off' };
  const issues = await issueReader(templatesFolder, config.business.locale).list();
  const issue = pickIssue(automation.trigger.issue, issues, await sentIssues(tx, name), occasion);
  if (issue === undefined) return { skipped: 'there is no issue that was not sent yet' };
  if (automation.mode === 'dry-run') return { dryRun: issue };
  const { segment } = automation.trigger;
  const campaign = await startCampaign(tx, {
    automation: name,
    occasion,
    issue,
    segment,
    mode: automation.mode,
    now,
  });
  return { campaign: campaign.id, issue };
}

async function digest(
  tx: Tx,
  { automations, config, templates }: Workspace,
  mail: MailSettings,
  { automation: name, managerId }: { automation: string; managerId: string },
  now: Date,
): Promise<Record<string, unknown>> {
  const automation = digestAutomations(automations).find((one) => one.name === name);
  if (!automation || automation.mode === 'off') return { skipped: 'the automation is off' };
  const reader = await tx
    .selectFrom('people')
    .select(['name', 'email', 'locale', 'time_zone as timeZone', 'calendar'])
    .where('id', '=', managerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!reader) return { skipped: 'the manager is no longer named in the configuration' };
  if (automation.mode === 'dry-run') return { dryRun: reader.email };
  const parts = { business: config.business, templates, pageUrl: '' };
  return enqueueDigest(tx, reader, parts, {
    identity: mail.identity,
    automation: name,
    mode: automation.mode,
    now,
  });
}
