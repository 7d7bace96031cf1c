import { inBusiness } from '../database/in-business.ts';
import { moveCursor, recordSync } from './ingest-cursor.ts';
import { openEpoch } from './ingest-epoch.ts';
import { retryGaps } from './ingest-gaps.ts';
import { type Ingest, ingestUids } from './ingest-uids.ts';

/** `historyDue`: there is older mail to read, by `readHistory`. */
export type SyncOutcome =
  | { state: 'synced'; stored: number; newMessages: number; historyDue: boolean }
  | { state: 'stopped' }
  | { state: 'unstable'; changesLastHour: number };

/**
 * Reads what is new in one folder: opens the epoch, searches above the cursor, stores batch by batch, each in one
 * transaction with the cursor, and looks again at mails that were withheld before. May be interrupted anywhere and run
 * again. Rejects with a MailboxFailure; what was stored until then stays. `historySince`: how far back the history goes
 * when the folder is read for the first time.
 */
export async function syncFolder(ingest: Ingest & { historySince: Date }): Promise<SyncOutcome> {
  const { db, businessId, mailbox, folder, now } = ingest;
  const opened = await mailbox.openFolder(folder.path);
  const epoch = await inBusiness(db, businessId, (tx) => openEpoch(tx, folder, opened, ingest));
  if (epoch.state === 'unstable') return epoch;
  const { cursor } = epoch;
  const uids = await mailbox.searchUids(cursor.last_uid + 1);
  const fresh = await ingestUids(ingest, cursor, uids, (tx, uid) => moveCursor(tx, cursor, uid));
  const late = await retryGaps(ingest, cursor);
  if (ingest.signal?.aborted) return { state: 'stopped' };
  await inBusiness(db, businessId, (tx) => recordSync(tx, cursor, opened.exists, now));
  return {
    state: 'synced',
    stored: fresh.stored + late.stored,
    newMessages: fresh.newMessages + late.newMessages,
    historyDue: cursor.history_done_at === null,
  };
}
