import type { Mailbox } from '../mailbox/mailbox.ts';
import { MailboxFailure } from '../mailbox/mailbox.ts';
import type { ReadFolder } from './ingest-epoch.ts';
import { ensureFolders, markMissing, noteUnstable } from './ingest-folders.ts';
import { recordGoodSync } from './ingest-health.ts';
import { syncFolder } from './ingest-mail.ts';
import { reconcileFolder } from './ingest-reconcile.ts';
import type { Ingest } from './ingest-uids.ts';
import type { Watch } from './watch.ts';
import { watchHistory } from './watch-history.ts';

/**
 * One connection, from login to its end: all folders are read every `reading.poll`, INBOX also whenever the server
 * tells of new mail. Returns when the signal aborts, rejects when the connection fails.
 */
export async function watchSession(watch: Watch): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([watch.signal, ended.signal]);
  const connection = await watch.connect(signal);
  const history = watchHistory({ ...watch, signal });
  try {
    while (!signal.aborted) {
      const { inbox, others } = await ensureFolders(
        watch.db,
        watch.businessId,
        watch.mailboxId,
        connection,
        await watch.clock.now(),
      );
      // INBOX last: it stays open, and the server tells of its mail.
      const due = [];
      for (const folder of [...others, inbox]) {
        if (await readFolder(watch, connection, folder)) due.push(folder);
        if (signal.aborted) return;
      }
      await recordGoodSync(watch.db, watch.businessId, watch.mailboxId, await watch.clock.now());
      watch.onGoodSync();
      history.read(due.toReversed());
      await waitForPoll(watch, connection, inbox, signal);
    }
  } finally {
    ended.abort();
    await Promise.all([history.ended, connection.close()]);
  }
}

async function waitForPoll(
  watch: Watch,
  connection: Mailbox,
  inbox: ReadFolder,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + watch.reading.poll;
  while (!signal.aborted) {
    const left = until - performance.now();
    if (left <= 0) return;
    if (await connection.waitForChange(left, signal)) await readFolder(watch, connection, inbox);
  }
}

/** True when the folder has history to read. */
async function readFolder(watch: Watch, mailbox: Mailbox, folder: ReadFolder): Promise<boolean> {
  const { db, businessId, blobs, reader, caution, signal, log } = watch;
  const now = await watch.clock.now();
  const historySince = new Date(now.getTime() - watch.mailbox.historySince);
  const about = { mailbox: watch.mailbox.name, folder: folder.path };
  const ingest = { db, businessId, mailbox, folder, limits: watch.reading, blobs, now, caution, signal };
  try {
<<<<<<< src/messages/watch-session.ts
    const outcome = await syncFolder({ ...ingest, historySince });
=======
    const outcome = await syncFolder({
      db,
      businessId,
      mailbox,
      folder,
      limits: watch.reading,
      blobs,
      reader,
      now,
      historySince,
      caution,
      signal,
    });
>>>>>>> /tmp/perf/new.f
    if (outcome.state === 'unstable') {
      await noteUnstable(db, businessId, folder, outcome.changesLastHour);
      log.error(
        { ...about, changes: outcome.changesLastHour },
        'the server renumbers a folder over and over',
      );
      return false;
    }
    if (outcome.state === 'stopped') return false;
    if (outcome.newMessages > 0) watch.onNewMail(outcome.newMessages);
    if (outcome.reconcileDue) await reconcile(watch, ingest);
    return outcome.historyDue;
  } catch (error) {
    const gone = error instanceof MailboxFailure && error.failureClass === 'missing-folder';
    if (!gone || folder.role === 'inbox') throw error;
    log.warn(about, 'a folder is gone');
    await markMissing(db, businessId, folder, now);
    return false;
  }
}

async function reconcile(watch: Watch, ingest: Ingest): Promise<void> {
  const found = await reconcileFolder(ingest);
  if (!found) return;
  const about = { mailbox: watch.mailbox.name, folder: ingest.folder.path, ...found };
  if (found.missed > 0 || found.shortAnswer) watch.log.warn(about, 'a server left mail out of its answers');
  else if (found.gone + found.back > 0) watch.log.debug(about, 'mail was deleted or moved');
  if (found.newMessages > 0) watch.onNewMail(found.newMessages);
}
