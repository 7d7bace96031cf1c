import { inBusiness } from '../../database/in-business.ts';
import type { Tx } from '../../database/tables.ts';
import { beginHistory, findCursor, finishHistory, moveHistory, settledUids } from './cursor.ts';
import type { Cursor } from './epoch.ts';
import { type Ingest, ingestUids, isOver } from './uids.ts';

export interface HistoryProgress {
  folder: string;
  done: number;
  total: number;
  startedAt: Date;
  finished: boolean;
}

export interface HistoryOutcome {
  stored: number;
  /** Only mail that came while the folder was renumbered; history itself is never new. */
  newMessages: number;
  finished: boolean;
}

/**
 * Reads the mail below the cursor, newest first, back to the horizon that the cursor holds, and goes on where it was
 * interrupted. Not finished when stopped, or when the folder was renumbered (`syncFolder` then opens the new epoch).
 */
export async function readHistory(
  ingest: Ingest & { onProgress?: (progress: HistoryProgress) => void },
): Promise<HistoryOutcome> {
  const { db, businessId, mailbox, folder, now } = ingest;
  const opened = await mailbox.openFolder(folder.path);
  const cursor = await inBusiness(db, businessId, (tx) => findCursor(tx, folder, opened.uidValidity));
  if (!cursor) return { ...NOTHING, finished: false };
  if (cursor.history_done_at !== null) return { ...NOTHING, finished: true };
  const uids =
    cursor.history_next_uid < 1
      ? []
      : await mailbox.searchUids(1, cursor.history_next_uid, cursor.history_since ?? undefined);
  const older = await countOlder(ingest, cursor, uids.length);
  const total = cursor.history_done + uids.length;
  const startedAt = cursor.history_started_at ?? now;
  await inBusiness(db, businessId, (tx) => beginHistory(tx, cursor, { total, older, startedAt }));
  const newestFirst = uids.toReversed();
  /** How many of the found mails are at or above this UID. */
  const upTo = (uid: number) => uids.length - lowerBound(uids, uid);
  const report = (done: number, finished: boolean) =>
    ingest.onProgress?.({
      folder: folder.path,
      done: cursor.history_done + done,
      total,
      startedAt,
      finished,
    });
  report(0, false);
  let settled = 0;
  const settle = async (tx: Tx, uid: number) => {
    await moveHistory(tx, cursor, uid, upTo(uid) - settled);
  };
  const committed = (uid: number) => {
    settled = upTo(uid);
    report(settled, false);
  };
  const stop = { over: false };
  const watched = { ...ingest, enough: () => (stop.over ||= isOver(ingest)) };
  const read = await ingestUids(watched, cursor, unknownOf(ingest, cursor, newestFirst), settle, committed);
  if (stop.over || ingest.signal?.aborted) return { ...read, finished: false };
  const [lowest] = uids;
  if (lowest !== undefined && settled < uids.length) {
    await inBusiness(db, businessId, async (tx) => {
      await ingest.fence?.(tx);
      await settle(tx, lowest);
    });
    committed(lowest);
  }
  await inBusiness(db, businessId, (tx) => finishHistory(tx, cursor, now));
  report(uids.length, true);
  return { ...read, finished: true };
}

const NOTHING = { stored: 0, newMessages: 0 };

/** Piece by piece, without what is stored already: from before an interruption, or before the horizon was moved back. */
async function* unknownOf(
  { db, businessId, limits }: Ingest,
  cursor: Cursor,
  uids: readonly number[],
): AsyncGenerator<readonly number[]> {
  for (let at = 0; at < uids.length; at += limits.batchMessages) {
    const piece = uids.slice(at, at + limits.batchMessages);
    const known = await inBusiness(db, businessId, (tx) => settledUids(tx, cursor, piece));
    yield piece.filter((uid) => !known.has(uid));
  }
}

/** The first place in an ascending list that is not below `uid`. */
function lowerBound(ascending: readonly number[], uid: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
/** How many lie beyond the horizon, counted before the first is read; undefined later. */
async function countOlder({ mailbox }: Ingest, cursor: Cursor, within: number): Promise<number | undefined> {
  if (cursor.history_done > 0 || cursor.history_next_uid < 1) return undefined;
  if (cursor.history_since === null) return 0;
  return (await mailbox.searchUids(1, cursor.history_next_uid)).length - within;
}
