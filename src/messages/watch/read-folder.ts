import { type Mailbox, MailboxFailure } from '../../mailbox/mailbox.ts';
import type { ReadFolder } from '../ingest/epoch.ts';
import { ensureFolders, markMissing, noteUnstable } from '../ingest/folders.ts';
import { recordGoodSync } from '../ingest/health.ts';
import { syncFolder } from '../ingest/ingest-mail.ts';
import { reconcileFolder } from '../ingest/reconcile.ts';
import type { Ingest } from '../ingest/uids.ts';
import type { QuietFolders } from './quiet-folders.ts';
import type { Watch } from './watch.ts';

/** The folders of an account that are read. */
export interface ReadFolders {
  inbox: ReadFolder;
  others: ReadFolder[];
}

export interface FoldersRead {
  folders: ReadFolders;
  /** These have history to read, INBOX first. */
  withHistory: ReadFolder[];
}

/**
 * Reads what is new in all folders, INBOX last: it stays open, and the server tells of its mail. `known` are the folders of
 * the last time and what the server showed of them, and those that are still so are not read; without it the account is
 * listed and all is read. Undefined when the signal aborted meanwhile.
 */
export async function readFolders(
  watch: Watch,
  connection: Mailbox,
  signal: AbortSignal,
  known?: { folders: ReadFolders; seen: QuietFolders },
): Promise<FoldersRead | undefined> {
  const { db, businessId, mailboxId, clock, quiet } = watch;
  const wanted = watch.mailbox.folders ?? [];
  const folders =
    known?.folders ?? (await ensureFolders(db, businessId, mailboxId, connection, await clock.now(), wanted));
  const all = [...folders.others, folders.inbox];
  const seen = quiet && !quiet.takeRestless(mailboxId) ? known?.seen : undefined;
  const withHistory: ReadFolder[] = [];
  let unchanged = 0;
  for (const folder of all) {
    if (await seen?.isQuiet(connection, folder)) unchanged++;
    else if (await readFolder(watch, connection, folder)) withHistory.unshift(folder);
    if (signal.aborted) return undefined;
  }
  if (quiet && unchanged === all.length)
    quiet.add(
      mailboxId,
      all.map(({ id }) => id),
    );
  else await recordGoodSync(db, businessId, mailboxId, await clock.now());
  watch.onGoodSync();
  return { folders, withHistory };
}

/** True when the folder has history to read. */
export async function readFolder(watch: Watch, mailbox: Mailbox, folder: ReadFolder): Promise<boolean> {
  const { db, businessId, blobs, reader, caution, pace, fence, signal, log } = watch;
  const now = await watch.clock.now();
  const historySince = new Date(now.getTime() - watch.mailbox.historySince);
  const about = { mailbox: watch.mailbox.name, folder: folder.path };
  const ingest: Ingest = {
    db,
    businessId,
    mailbox,
    folder,
    limits: watch.reading,
    blobs,
    reader,
    now,
    caution,
    pace,
    fence,
    signal,
  };
  try {
    const outcome = await syncFolder({ ...ingest, historySince });
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
