import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { beginHistory, findCursor, finishHistory, locatedUids, moveHistory } from './ingest-cursor.ts';
import { type Ingest, ingestUids } from './ingest-uids.ts';

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
  const count = { stored: 0, newMessages: 0 };
  const opened = await mailbox.openFolder(folder.path);
  const cursor = await inBusiness(db, businessId, (tx) => findCursor(tx, folder, opened.uidValidity));
  if (!cursor) return { ...count, finished: false };
  if (cursor.history_done_at !== null) return { ...count, finished: true };
  const uids =
    cursor.history_next_uid < 1
      ? []
      : await mailbox.searchUids(1, cursor.history_next_uid, cursor.history_since ?? undefined);
  const total = cursor.history_done + uids.length;
  const startedAt = cursor.history_started_at ?? now;
  await inBusiness(db, businessId, (tx) => beginHistory(tx, cursor, total, startedAt));
  let done = cursor.history_done;
  const report = (finished: boolean) =>
    ingest.onProgress?.({ folder: folder.path, done, total, startedAt, finished });
  report(false);
  for (const chunk of newestFirst(uids, ingest.limits.batchMessages * BATCHES_AT_ONCE)) {
    const known = await inBusiness(db, businessId, (tx) => locatedUids(tx, cursor, chunk));
    const unknown = chunk.filter((uid) => !known.has(uid));
    let settled = 0;
    const settle = async (tx: Tx, uid: number) => {
      const upTo = chunk.indexOf(uid) + 1;
      await moveHistory(tx, cursor, uid, upTo - settled);
      settled = upTo;
    };
    const doneBefore = done;
    const read = await ingestUids(ingest, cursor, unknown, settle, () => {
      done = doneBefore + settled;
      report(false);
    });
    count.stored += read.stored;
    count.newMessages += read.newMessages;
    if (ingest.signal?.aborted) return { ...count, finished: false };
    const lowest = chunk.at(-1);
    if (lowest !== undefined && settled < chunk.length) {
      await inBusiness(db, businessId, (tx) => settle(tx, lowest));
    }
    if (done < doneBefore + chunk.length) {
      done = doneBefore + chunk.length;
      report(false);
    }
  }
  await inBusiness(db, businessId, (tx) => finishHistory(tx, cursor, now));
  report(true);
  return { ...count, finished: true };
}

/** What is known already is looked up for so many batches together. */
const BATCHES_AT_ONCE = 10;

/** Chunks of `size`, from the highest UID down. */
function* newestFirst(uids: readonly number[], size: number): Generator<number[]> {
  for (let end = uids.length; end > 0; end -= size)
    yield uids.slice(Math.max(0, end - size), end).toReversed();
}
