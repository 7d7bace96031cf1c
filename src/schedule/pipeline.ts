import { recheckEmail } from '../automations/recheck.ts';
import { runAutomations } from '../automations/run-automations.ts';
import { isAboutBills } from '../automations/subject.ts';
import { switchedOff } from '../automations/switched-off.ts';
import { issueReader } from '../campaigns/issue-reader.ts';
import { runNewsletters } from '../campaigns/run-newsletters.ts';
import { matchMessages } from '../customers/match/match-messages.ts';
import { statisticsKeeper } from '../database/refresh-statistics.ts';
import type { BlobStore } from '../messages/log/blob-store.ts';
import { readMessages } from '../messages/log/read-messages.ts';
import { readExclusions } from '../messages/retention/exclusions.ts';
import { leaveOutExcluded } from '../messages/retention/leave-out.ts';
import type { ParsePool } from '../messages/workers/parse-pool.ts';
import { type AppendToSent, appendCopies, logSentCopies } from '../outbox/copies.ts';
import { deliverDueEmails } from '../outbox/deliver.ts';
import type { AppendToDrafts } from '../outbox/drafts.ts';
import type { MailSender } from '../outbox/mail-sender.ts';
import { parkEmails } from '../outbox/park.ts';
import { reapOutbox } from '../outbox/reap.ts';
import { detectSignals } from '../signals/detect-signals.ts';
import { backlog } from './backlog.ts';
import { askOnceWhyBulkWaits } from './bulk-hold.ts';
import { bulkReader } from './bulk-reader.ts';
import { cartsStage } from './carts-stage.ts';
import { cutOffImportsStage } from './cut-off-imports-stage.ts';
import { draftStages } from './draft-stages.ts';
import type { Stage } from './lane.ts';
import { learningStage } from './learning-stage.ts';
import { mailSettings, planSettings } from './mail-settings.ts';
import { occasionsStage } from './occasions-stage.ts';
import { peopleRulesOf } from './people-rules.ts';
import { peopleStages } from './people-stages.ts';
import { retentionStage } from './retention-stage.ts';
import { scoringStage } from './scoring-stage.ts';
import { segmentsStage } from './segments-stage.ts';
import type { RegisteredMailbox } from './senders.ts';
import { appendsCopies } from './senders.ts';
import { silenceStage } from './silence-stage.ts';
import { subscriptionsStage, unsubscribeTasksStage } from './subscriptions-stage.ts';
import { webhookStage } from './webhook-stage.ts';
import type { Workspace } from './workspace.ts';

/** What the stages share beside the workspace. */
export interface PipelineParts {
  mailboxes: readonly RegisteredMailbox[];
  pool: ParsePool;
  blobs: BlobStore;
  senders: ReadonlyMap<string, MailSender>;
  /** Puts a copy of a sent mail into a mailbox's Sent folder. */
  append: AppendToSent;
  /** Into the Drafts folder; without it drafts wait. */
  appendDraft?: AppendToDrafts;
  /** Looks at the other lane now. */
  nudgeDelivery(): void;
  nudgeUnderstanding(): void;
  /** Mails that were logged on their way in since this was asked last. */
  takeArrived(): number;
  /** A history is coming in right now: what it holds is logged first, and looked through when there is a pause. */
  historyFlows(): boolean;
  signal: AbortSignal;
}

/** Rows of one batch of each stage. */
const BATCH = {
  read: 200,
  match: 1000,
  // New mail waits for the batch in hand: of a long history no more than a tenth of a second.
  detect: 200,
  automations: 200,
  campaigns: 500,
  deliver: 500,
  park: 500,
  copies: 200,
  append: 20,
} as const;

/** From raw mail to outgoing mail, in order; new mail nudges it. */
export function understandingStages(workspace: Workspace, parts: PipelineParts): Stage[] {
  const { db, businessId, config, clock, signingKey } = workspace;
  const rules = peopleRulesOf(workspace);
  const { own, erasureKey } = rules;
  const authservIds = new Map(config.mailboxes.map(({ name, authservIds: ids }) => [name, ids]));
  const { pool, blobs } = parts;
  const leaveOut = leaveOutExcluded(readExclusions(config.retention.exclude));
  const mail = mailSettings(workspace, parts.mailboxes);
  const readBatch = async () =>
    readMessages({
      db,
      businessId,
      pool,
      blobs,
      own,
      authservIds,
      leaveOut,
      now: await clock.now(),
      limit: BATCH.read,
    });
  const read = bulkReader(readBatch, BATCH.read);
  const renewStatistics = statisticsKeeper(db);
  const undetected = backlog();
  /** What follows from mail is made once for all of a history: while it comes, and while it is looked through, it waits. */
  let historyComes = false;
  return [
    {
      name: 'read-messages',
      async run() {
        const { done, failed, more } = await read.next();
        return { did: done + failed, more };
      },
      settle: () => read.settle(),
    },
    {
      name: 'match-messages',
      async run() {
        const now = await clock.now();
        const { matched } = await matchMessages({
          db,
          businessId,
          settings: config.customers,
          own,
          erasureKey,
          now,
          limit: BATCH.match,
        });
        await renewStatistics(matched + parts.takeArrived());
        return { did: matched, more: matched >= BATCH.match };
      },
    },
    {
      name: 'detect-signals',
      async run() {
        const now = await clock.now();
        // Asked once for all that follows: to ask takes the turn.
        const flows = parts.historyFlows();
        const { detected } = await detectSignals({
          db,
          businessId,
          patterns: config.purchaseMail,
          business: config.business,
          rules,
          signingKey,
          surveys: workspace.surveys,
          softBounces: config.consent.softBounces,
          now,
          limit: BATCH.detect,
          urgentOnly: flows,
        });
        const more = detected >= BATCH.detect;
        undetected.saw(more);
        historyComes = flows || undetected.goesOn();
        return { did: detected, more };
      },
    },
    ...peopleStages(workspace, () => historyComes),
    silenceStage(workspace),
    occasionsStage(workspace),
    cartsStage(workspace),
    cutOffImportsStage(workspace),
    scoringStage(workspace, () => historyComes),
    segmentsStage(workspace, () => historyComes),
    {
      name: 'run-automations',
      async run() {
        const now = await clock.now();
        const { settings, writer } = mail;
        const { automations } = workspace;
        const report = await runAutomations({
          db,
          businessId,
          automations,
          settings,
          mail: writer,
          now,
          limit: BATCH.automations,
        });
        for (const { automation, problem } of report.problems)
          workspace.log.error({ automation, problem }, 'a mail could not be written');
        if (report.written > 0) parts.nudgeDelivery();
        return report;
      },
    },
    {
      name: 'run-newsletters',
      async run() {
        const report = await runNewsletters({
          db,
          businessId,
          automations: workspace.automations,
          settings: mail.settings,
          issues: issueReader(workspace.templatesFolder, config.business.locale),
          mail: mail.writer,
          now: await clock.now(),
          limit: BATCH.campaigns,
        });
        if (report.enqueued > 0) parts.nudgeDelivery();
        return report;
      },
    },
    subscriptionsStage(workspace, mail, () => parts.nudgeDelivery()),
    unsubscribeTasksStage(workspace),
    learningStage(workspace),
    retentionStage(workspace, blobs),
  ];
}

/** From queued mail to the SMTP server, and copies of it into the log and the Sent folder. */
export function deliveryStages(workspace: Workspace, parts: PipelineParts): Stage[] {
  const { db, businessId, config, clock, log } = workspace;
  const settings = planSettings(workspace);
  const appending = new Set(
    parts.mailboxes.filter(({ settings }) => appendsCopies(settings)).map(({ id }) => id),
  );
  return [
    {
      name: 'reap-outbox',
      async run() {
        const { requeued, uncertain } = await reapOutbox({ db, businessId, now: await clock.now() });
        return { did: requeued + uncertain, more: false };
      },
    },
    {
      name: 'park-emails',
      async run() {
        const { parked, expired } = await parkEmails({
          db,
          businessId,
          mailboxIds: parts.mailboxes.map(({ id }) => id),
          now: await clock.now(),
          limit: BATCH.park,
        });
        if (parked > 0)
          log.warn({ emails: parked }, 'mail waits for a mailbox that is not configured any more');
        return { did: parked + expired, more: parked + expired >= BATCH.park };
      },
    },
    {
      name: 'deliver-due-emails',
      async run() {
        const now = await clock.now();
        const asksForPayment = (name: string) =>
          workspace.automations.some((one) => one.name === name && isAboutBills(one));
        const bulkWaits = askOnceWhyBulkWaits(workspace, parts.mailboxes, now);
        const report = await deliverDueEmails({
          db,
          businessId,
          timeZone: config.business.timeZone,
          senders: parts.senders,
          settings: config.sending,
          now,
          recheck: async (tx, email) =>
            switchedOff(workspace.automations, email) ??
            (await bulkWaits(email)) ??
            recheckEmail(tx, email, now, { ...settings, isAboutBills: asksForPayment }),
          limit: BATCH.deliver,
          signal: parts.signal,
          log,
        });
        return { did: report.claimed, more: report.stoppedBy === undefined && report.sent >= BATCH.deliver };
      },
    },
    {
      name: 'log-sent-copies',
      async run() {
        const appends = (mailboxId: string) => appending.has(mailboxId);
        const did = await logSentCopies({ db, businessId, appends, limit: BATCH.copies });
        if (did > 0) parts.nudgeUnderstanding();
        return { did, more: did >= BATCH.copies };
      },
    },
    {
      name: 'append-copies',
      async run() {
        const did = await appendCopies({
          db,
          businessId,
          append: parts.append,
          limit: BATCH.append,
          log,
          signal: parts.signal,
        });
        return { did, more: did >= BATCH.append };
      },
    },
    ...draftStages(workspace, parts),
    webhookStage(workspace),
  ];
}
