import { type DigestAutomation, digestAutomations } from '../automations/automation.ts';
import { occurrenceRules, parseRule } from '../automations/occurrence-rules.ts';
import {
  claimOccurrence,
  finishOccurrence,
  type Occurrence,
  recordDueOccurrences,
} from '../automations/occurrences.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { digestReaders, enqueueDigest } from '../digest/enqueue-digest.ts';
import type { Jobs } from './jobs.ts';
import type { MailSettings } from './mail-settings.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes down which cron rules came due since the last look, and, in the same transaction, a durable job for each: the
 * occasion is noted once and worked off once, whichever process dies in between.
 */
export async function noteDueOccurrences(workspace: Workspace, jobs: Jobs): Promise<Occurrence[]> {
  await workspace.reloadTemplates();
  await workspace.reloadAutomations();
  const { db, businessId, clock, automations, config } = workspace;
  const now = await clock.now();
  return inBusiness(db, businessId, async (tx) => {
    const rules = occurrenceRules(automations, config.business.timeZone, await digestReaders(tx));
    const due = await recordDueOccurrences(tx, rules, now);
    for (const { rule, occasion } of due) await jobs.send(tx, 'occurrence', { rule, occasion });
    return due;
  });
}

/**
 * Acts on one occasion of a rule: puts a manager's digest into the outbox, done when it commits. A newsletter's occasion
 * is worked off by its own stage, which the job only wakes.
 */
export async function actOnOccurrence(
  workspace: Workspace,
  mail: MailSettings,
  { rule, occasion }: { rule: string; occasion: string },
): Promise<void> {
  const { automation: name, managerId } = parseRule(rule);
  const automation = digestAutomations(workspace.automations).find((one) => one.name === name);
  if (managerId === undefined || !automation) return;
  const { db, businessId, clock } = workspace;
  const now = await clock.now();
  await inBusiness(db, businessId, async (tx) => {
    const { maxLatenessMs } = automation;
    const occurrence = await claimOccurrence(tx, { rule, occasion, maxLatenessMs }, now);
    if (!occurrence) return;
    const outcome = await digest(tx, workspace, mail, { automation, managerId }, now);
    await finishOccurrence(tx, occurrence, outcome, now);
  });
}

async function digest(
  tx: Tx,
  { config, templates }: Workspace,
  { identity }: MailSettings,
  { automation, managerId }: { automation: DigestAutomation; managerId: string },
  now: Date,
): Promise<Record<string, unknown>> {
  const { mode, name } = automation;
  if (mode === 'off') return { skipped: 'the automation is off' };
  const reader = (await digestReaders(tx)).find(({ id }) => id === managerId);
  if (!reader) return { skipped: 'the manager is no longer named in the configuration' };
  if (mode === 'dry-run') return { dryRun: reader.email };
  const parts = { business: config.business, templates, pageUrl: '' };
  return enqueueDigest(tx, reader, parts, { identity, automation: name, mode, now });
}
