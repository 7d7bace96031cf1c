import { erasureKeyOf } from './businesses/erasures.ts';
import type { Config } from './config/schema.ts';
import { linkArrivals } from './customers/match/link-arrivals.ts';
import { ownIdentity } from './customers/match/own.ts';
import { databaseFingerprint } from './database/fingerprint.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { openImapMailbox } from './mailbox/imap/open-imap-mailbox.ts';
import type { HistoryProgress } from './messages/ingest/history.ts';
import { ARRIVAL_TIMEOUT_MS, createArrivalReader } from './messages/log/arrival-reader.ts';
import { openBlobStore } from './messages/log/blob-store.ts';
import { readExclusions } from './messages/retention/exclusions.ts';
import { deferExcluded } from './messages/retention/leave-out.ts';
import { watchMailboxes } from './messages/watch/watch-mailboxes.ts';
import { createParsePool } from './messages/workers/parse-pool.ts';
import { leaveDaemonNote, newDaemonToken } from './operations/daemon-note.ts';
import { registerWebhooks } from './operations/webhooks/receive.ts';
import { confirmInstallation } from './outbox/installation.ts';
import { appendToDrafts, appendToSent } from './schedule/append-to-sent.ts';
import { startCron } from './schedule/cron.ts';
import { historyFlow } from './schedule/history-flow.ts';
import { openJobs } from './schedule/jobs.ts';
import { type Lane, startLane } from './schedule/lane.ts';
import { mailSettings } from './schedule/mail-settings.ts';
import { actOnOccurrence, noteDueOccurrences } from './schedule/occurrences.ts';
import { deliveryStages, type PipelineParts, understandingStages } from './schedule/pipeline.ts';
import { openSenders, registerMailboxes } from './schedule/senders.ts';
import { databasePlace, openWorkspace, type Workspace } from './schedule/workspace.ts';
import { startWebServer } from './web/server.ts';

/** What a running daemon tells and lets happen. */
export interface DaemonOptions {
  onHistory?(progress: HistoryProgress): void;
  /** Replaces the database's clock; the demo moves time on. */
  clock?: (database: Clock) => Clock;
}

export interface Daemon {
  /** The page on this machine. */
  url: string;
  workspace: Workspace;
  /** Looks at every cron rule and works off everything due, once; for whoever moved the clock. */
  catchUp(): Promise<void>;
  /** Lets what is in hand finish, then closes everything in the reverse order of opening. */
  close(): Promise<void>;
}

/** How often a lane looks without being nudged. */
const LANE_TICK_MS = 5000;

/**
 * Opens everything, wires it and starts it: database, jobs, parsing threads, lanes, cron, page, and one watch for each
 * mailbox. When something cannot be opened, what was opened before is closed again.
 */
export async function startDaemon(config: Config, log: Log, options: DaemonOptions = {}): Promise<Daemon> {
  const open = closingStack();
  try {
    const workspace = await openWorkspace(config, log, options.clock ? { clock: options.clock } : {});
    open.add(() => workspace.close());
    const { db, businessId, database } = workspace;

    await confirmInstallation(db, businessId, await databaseFingerprint(database, folderOf(config)));
    const mailboxes = await registerMailboxes(workspace);
    await registerWebhooks(workspace, await workspace.clock.now());
    const jobs = await openJobs(database, log, { migrate: database.driver.kind === 'pglite', businessId });
    open.add(() => jobs.close());

    const pool = createParsePool({ workers: config.reading.workers, timeoutMs: config.reading.parseTimeout });
    open.add(() => pool.close());
    // Reads mail on its way in. Not the same one: there a single mail may take its time.
    const arrivals = createParsePool({ workers: config.reading.workers, timeoutMs: ARRIVAL_TIMEOUT_MS });
    open.add(() => arrivals.close());
    const blobs = openBlobStore(config.database.folder);
    const own = ownIdentity(config);
    const senders = openSenders(mailboxes);
    open.add(() => {
      for (const sender of senders.values()) sender.stop();
    });

    const stopping = new AbortController();
    const lanes: { understanding?: Lane; delivery?: Lane } = {};
    const history = historyFlow();
    const linker = linkArrivals(config.customers, own, erasureKeyOf(workspace.signingKey, businessId));
    const arrived = tally();
    const parts: PipelineParts = {
      mailboxes,
      pool,
      blobs,
      senders,
      append: appendToSent(workspace, mailboxes, stopping.signal),
      appendDraft: appendToDrafts(workspace, mailboxes, stopping.signal),
      nudgeDelivery: () => lanes.delivery?.nudge(),
      nudgeUnderstanding: () => lanes.understanding?.nudge(),
      historyFlows: history.flows,
      takeArrived: () => arrived.take(),
      signal: stopping.signal,
    };
    lanes.understanding = startLane(
      'understanding',
      understandingStages(workspace, parts),
      LANE_TICK_MS,
      log,
    );
    lanes.delivery = startLane('delivery', deliveryStages(workspace, parts), LANE_TICK_MS, log);
    const { understanding, delivery } = lanes;
    open.add(() => Promise.all([understanding.stop(), delivery.stop()]));

    const mail = mailSettings(workspace, mailboxes);
    await jobs.work('occurrence', async ({ rule = '', occasion = '' }) => {
      await actOnOccurrence(workspace, mail, { rule, occasion });
      understanding.nudge();
      delivery.nudge();
    });
    const cron = startCron(() => noteDueOccurrences(workspace, jobs), log);
    open.add(() => cron.stop());

    const nudge = () => {
      understanding.nudge();
      delivery.nudge();
    };
    const stages = () => [...understanding.health(), ...delivery.health()];
    const token = newDaemonToken();
    const web = await startWebServer(workspace, { operationsToken: token, stages, nudge, pool });
    open.add(() => web.close());
    open.add(await leaveDaemonNote(config.database.folder, { url: web.url, token }));

    const watching = watchMailboxes({
      db,
      businessId,
      mailboxes: mailboxes.map(({ settings, credentials }) => ({ ...settings, credentials })),
      reading: config.reading,
      connect: (account, signal) => openImapMailbox(account, config.reading, signal),
      readerOf: ({ authservIds }) =>
        deferExcluded(
          createArrivalReader({
            pool: arrivals,
            blobs,
            own,
            trustedServers: authservIds,
            linker,
            onRead: (count) => arrived.add(count),
          }),
          readExclusions(config.retention.exclude),
        ),
      blobs,
      clock: workspace.clock,
      log,
      onNewMail: () => understanding.nudge(),
      onProgress: (progress) => {
        if (history.sawProgress(progress)) understanding.nudge();
        options.onHistory?.(progress);
      },
      signal: stopping.signal,
    });
    open.add(() => watching);
    // First of all: nothing new is begun.
    open.add(() => stopping.abort());

    return {
      url: web.url,
      workspace,
      async catchUp() {
        for (const due of await noteDueOccurrences(workspace, jobs))
          await actOnOccurrence(workspace, mail, due);
        await understanding.drain();
        await delivery.drain();
        await understanding.drain();
      },
      close: () => open.close(),
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** The folder of the embedded database, undefined on Postgres. */
function folderOf(config: Config): string | undefined {
  const place = databasePlace(config);
  return place.kind === 'pglite' ? place.folder : undefined;
}

/** Counts until it is asked. */
function tally() {
  let count = 0;
  return {
    add(more: number) {
      count += more;
    },
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}

/** Closers, called once each, the last added first; one that fails does not keep the others from closing. */
function closingStack() {
  const closers: (() => unknown)[] = [];
  return {
    add(closer: () => unknown) {
      closers.push(closer);
    },
    async close() {
      const failures: unknown[] = [];
      for (let closer = closers.pop(); closer; closer = closers.pop()) {
        try {
          await closer();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
    },
  };
}
