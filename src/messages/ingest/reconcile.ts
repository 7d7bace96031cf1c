import { inBusiness } from '../../database/in-business.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts';
import { compareUids } from './compare.ts';
import { findCursor, moveCursor, recordReconcile } from './cursor.ts';
import type { Cursor, ReadFolder } from './epoch.ts';
import { type Ingest, type IngestCount, ingestUids } from './uids.ts';

export interface ReconcileOutcome extends IngestCount {
  /** Locations newly marked gone, and such as were there after all. */
  gone: number;
  back: number;
  /** On the server within what was read, yet in no row: fetched now. More than 0 means that something was missed. */
  missed: number;
  /** The server listed fewer mails than it says it has, twice: nothing was taken for gone. */
  shortAnswer: boolean;
}

const EVERY_MS = { inbox: HOUR_MS, sent: 24 * HOUR_MS, other: 24 * HOUR_MS };
/** Between two, when the counts do not agree: so long for each thousand mails, at least a minute. */
const PAUSE_MS_PER_THOUSAND = 1000;
const MIN_PAUSE_MS = MINUTE_MS;

/** A difference that stays is looked at again after this part of its age: a server may never answer in full. */
const PAUSE_OF_AGE = 1 / 4;

/** Whether to reconcile: hourly for the inbox, daily elsewhere, sooner when the counts differ, since whenever they do. */
export function isReconcileDue(
  cursor: Pick<Cursor, 'reconciled_at' | 'history_done_at'>,
  folder: Pick<ReadFolder, 'role'>,
  { differsSince, exists, now }: { differsSince: Date | null; exists: number; now: Date },
): boolean {
  // Until the history was gone through once, counting would only find what waits to be read.
  if (cursor.reconciled_at === null) return cursor.history_done_at !== null;
  const age = now.getTime() - cursor.reconciled_at.getTime();
  if (age >= EVERY_MS[folder.role]) return true;
  if (differsSince === null) return false;
  const pauseMs = (now.getTime() - differsSince.getTime()) * PAUSE_OF_AGE;
  return age >= Math.max(MIN_PAUSE_MS, (exists / 1000) * PAUSE_MS_PER_THOUSAND, pauseMs);
}

/**
 * Holds every UID that the server has in the folder against what is stored: each is a location, a gap or a skip, lies
 * beyond the horizon, or waits as history. What is gone is marked; what was missed (a short answer, a lost notification) is
 * fetched now. Undefined when the folder was renumbered: `syncFolder` opens the new epoch. Run it after `syncFolder`.
 */
export async function reconcileFolder(ingest: Ingest): Promise<ReconcileOutcome | undefined> {
  const { db, businessId, folder, now } = ingest;
  const listed = await listAll(ingest);
  const cursor = await inBusiness(db, businessId, (tx) => findCursor(tx, folder, listed.uidValidity));
  if (!cursor) return undefined;
  const { uids, exists, shortAnswer } = listed;
  const { gone, back, unaccounted } = await compareUids(db, businessId, cursor, uids, {
    upTo: Math.max(cursor.last_uid, uids.at(-1) ?? 0),
    trusted: !shortAnswer,
    now,
  });
  const { older, missed, fresh } = await judge(ingest, cursor, unaccounted);
  const found = await ingestUids(ingest, cursor, missed, () => Promise.resolve());
  const newer = await ingestUids(ingest, cursor, fresh, (tx, uid) => moveCursor(tx, cursor, uid));
  if (!ingest.signal?.aborted) {
    await inBusiness(db, businessId, (tx) =>
      recordReconcile(tx, cursor, { exists, older, shortAnswer, now }),
    );
  }
  return {
    stored: found.stored + newer.stored,
    newMessages: found.newMessages + newer.newMessages,
    gone,
    back,
    missed: missed.length,
    shortAnswer,
  };
}

/** All UIDs of the folder. An answer with fewer than EXISTS is asked for once more; then it is not to be trusted. */
async function listAll({ mailbox, folder }: Ingest) {
  let shortAnswer = true;
  let uids: number[] = [];
  let uidValidity = 0;
  let exists = 0;
  for (let attempt = 1; attempt <= 2 && shortAnswer; attempt++) {
    const opened = await mailbox.openFolder(folder.path);
    uids = await mailbox.searchUids(1);
    uidValidity = opened.uidValidity;
    shortAnswer = uids.length < opened.exists;
    exists = Math.max(uids.length, opened.exists);
  }
  return { uidValidity, uids, exists, shortAnswer };
}

/** Of UIDs in no row: what lies beyond the horizon, what came just now, and what should have been read. */
async function judge({ mailbox }: Ingest, cursor: Cursor, unaccounted: readonly number[]) {
  const fresh = unaccounted.filter((uid) => uid > cursor.last_uid);
  const below = unaccounted.filter((uid) => uid < cursor.first_new_uid);
  const between = unaccounted.filter((uid) => uid >= cursor.first_new_uid && uid <= cursor.last_uid);
  const horizon = cursor.history_since;
  const wanted =
    below.length === 0 || horizon === null
      ? new Set(below)
      : new Set(await mailbox.searchUids(1, cursor.first_new_uid - 1, horizon));
  const within = below.filter((uid) => wanted.has(uid));
  const waits = (uid: number) => cursor.history_done_at === null && uid <= cursor.history_next_uid;
  return {
    fresh,
    older: below.length - within.length,
    missed: [...between, ...within.filter((uid) => !waits(uid))].toReversed(),
  };
}
