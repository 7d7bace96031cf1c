import { inBusiness } from '../../database/in-business.ts';
import type { OpenFolder } from '../../mailbox/mailbox.ts';
import { type Known, knownOf, moveCursor, recordSync } from './cursor.ts';
import { type Cursor, type EpochOutcome, openEpoch, reachesFurther } from './epoch.ts';
import { retryGaps } from './gaps.ts';
import { markGone } from './gone.ts';
import { isReconcileDue } from './reconcile.ts';
import { type Ingest, ingestUids } from './uids.ts';

/** `historyDue`: there is older mail to read, by `readHistory`. `reconcileDue`: by `reconcileFolder`. */
export type SyncOutcome =
  | { state: 'synced'; stored: number; newMessages: number; historyDue: boolean; reconcileDue: boolean }
  | { state: 'stopped' }
  | { state: 'unstable'; changesLastHour: number };

/**
 * Reads what is new in one folder: opens the epoch, searches above the cursor, stores batch by batch, each in one
 * transaction with the cursor, marks what the server says is gone, and looks again at mails that were withheld before. May
 * be interrupted anywhere and run again. Rejects with a MailboxFailure; what was stored until then stays. `historySince`:
 * how far back the history goes when the folder is read for the first time.
 */
export async function syncFolder(ingest: Ingest & { historySince: Date }): Promise<SyncOutcome> {
  const { db, businessId, mailbox, folder, now } = ingest;
  const before = await inBusiness(db, businessId, (tx) => knownOf(tx, folder, now));
  const opened = await mailbox.openFolder(folder.path, leftAt(before.cursor));
  const quiet = isQuiet(before, opened, ingest.historySince);
  const epoch: EpochOutcome = quiet
    ? { state: 'open', cursor: quiet }
    : await inBusiness(db, businessId, (tx) => openEpoch(tx, folder, opened, ingest));
  if (epoch.state === 'unstable') return epoch;
  const { cursor } = epoch;
  const uids = quiet ? [] : await mailbox.searchUids(cursor.last_uid + 1);
  const fresh = await ingestUids(ingest, cursor, uids, (tx, uid) => moveCursor(tx, cursor, uid));
  const late = before.gapsDue || !quiet ? await retryGaps(ingest, cursor) : NOTHING;
  if (ingest.signal?.aborted) return { state: 'stopped' };
  const gone = mailbox.takeGone();
  // What came between EXAMINE and SEARCH is not in its count.
  const exists = opened.exists + uids.filter((uid) => uid >= opened.uidNext).length;
  const expected = before.count === null ? exists : before.count + uids.length - gone.uids.length;
  // Kept until all UIDs were counted: the next sync finds the counts of this one, which agree with themselves.
  const differsSince =
    exists !== expected || gone.unnamed > 0 ? (cursor.differs_since ?? now) : cursor.differs_since;
  await inBusiness(db, businessId, async (tx) => {
    await markGone(tx, cursor, gone.uids, now);
    await recordSync(tx, cursor, { exists, highestModseq: opened.highestModseq, differsSince, now });
  });
  return {
    state: 'synced',
    stored: fresh.stored + late.stored,
    newMessages: fresh.newMessages + late.newMessages,
    historyDue: cursor.history_done_at === null,
    reconcileDue: isReconcileDue(cursor, folder, { differsSince, exists, now }),
  };
}

function leftAt(cursor: Cursor | undefined) {
  if (cursor === undefined || cursor.highest_modseq === null) return undefined;
  return { uidValidity: cursor.uid_validity, modseq: cursor.highest_modseq };
}

const NOTHING = { stored: 0, newMessages: 0 };

/**
 * The cursor, where nothing changed since the last good sync: with CONDSTORE (RFC 7162 3.1) HIGHESTMODSEQ says so; UIDNEXT
 * and the count must agree. Spares a search and the look at the epoch; reconciling does not rely on it.
 */
function isQuiet({ cursor, count }: Known, opened: OpenFolder, historySince: Date): Cursor | undefined {
  const same =
    cursor !== undefined &&
    cursor.uid_validity === opened.uidValidity &&
    opened.highestModseq !== undefined &&
    opened.highestModseq === cursor.highest_modseq &&
    cursor.last_ok_sync_at !== null &&
    opened.uidNextGuessed !== true &&
    opened.uidNext === cursor.last_uid + 1 &&
    opened.exists === count &&
    !reachesFurther(cursor, historySince);
  return same ? cursor : undefined;
}
