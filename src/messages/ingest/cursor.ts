import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { MailboxFailure } from '../../mailbox/mailbox.ts';
import type { Cursor, ReadFolder } from './epoch.ts';

/** Everything new up to `uid` is settled. Throws when the epoch was closed meanwhile, which undoes the transaction. */
export async function moveCursor(tx: Tx, cursor: Cursor, uid: number): Promise<void> {
  const result = await ofEpoch(tx, cursor)
    .set({ last_uid: sql`greatest(last_uid, ${uid})` })
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw renumbered();
}

/** All history from `lowestUid` up is settled: `count` mails more. Of two readers at the same place, one counts. */
export async function moveHistory(tx: Tx, cursor: Cursor, lowestUid: number, count: number): Promise<void> {
  await ofEpoch(tx, cursor)
    .set({ history_next_uid: lowestUid - 1, history_done: sql`history_done + ${count}` })
    .where('history_next_uid', '>=', lowestUid)
    .execute();
}

/** The history has `total` mails in all, `older` lie beyond its horizon; the reading of it began at `startedAt`. */
export async function beginHistory(
  tx: Tx,
  cursor: Cursor,
  { total, older, startedAt }: { total: number; older: number | undefined; startedAt: Date },
): Promise<void> {
  const result = await ofEpoch(tx, cursor)
    .set({
      history_total: total,
      history_started_at: startedAt,
      ...(older === undefined ? {} : { older_count: older }),
    })
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw renumbered();
}

/** The history is read to its horizon. */
export async function finishHistory(tx: Tx, cursor: Cursor, now: Date): Promise<void> {
  await ofEpoch(tx, cursor)
    .set({ history_next_uid: 0, history_total: sql`history_done`, history_done_at: now })
    .execute();
}

/** The open cursor of a folder, when its UIDVALIDITY is still this one. */
export function findCursor(tx: Tx, folder: ReadFolder, uidValidity: number): Promise<Cursor | undefined> {
  return tx
    .selectFrom('cursors')
    .selectAll()
    .where('folder_id', '=', folder.id)
    .where('uid_validity', '=', uidValidity)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
}

/**
 * Which of `uids` were stored or skipped since the epoch opened: locations of an earlier one with the same number do not
 * count.
 */
export async function settledUids(tx: Tx, cursor: Cursor, uids: readonly number[]): Promise<Set<number>> {
  const among = sql`folder_id = ${cursor.folder_id}::uuid and uid_validity = ${cursor.uid_validity}::bigint
    and uid = any(${[...uids]}::bigint[])`;
  const { rows } = await sql<{ uid: number }>`
    select uid from locations where ${among} and created_at >= ${cursor.opened_at.toISOString()}::timestamptz
    union select uid from skips where ${among}`.execute(tx);
  return new Set(rows.map(({ uid }) => uid));
}

/** What is known of a folder before it is looked at again. */
export interface Known {
  /** The open one; undefined before the first epoch. */
  cursor: Cursor | undefined;
  /** How many mails the server had at the last look; null before the first. */
  count: number | null;
  /** Mails that were withheld are to be looked at again. */
  gapsDue: boolean;
}

export async function knownOf(tx: Tx, folder: ReadFolder, now: Date): Promise<Known> {
  const cursor = await tx
    .selectFrom('cursors')
    .selectAll()
    .where('folder_id', '=', folder.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  const row = await tx
    .selectFrom('folders')
    .select((eb) => [
      'server_count',
      eb
        .exists(
          eb
            .selectFrom('gaps')
            .select('uid')
            .whereRef('gaps.folder_id', '=', 'folders.id')
            .where('next_attempt_at', '<=', now),
        )
        .as('gaps_due'),
    ])
    .where('id', '=', folder.id)
    .executeTakeFirst();
  return { cursor, count: row?.server_count ?? null, gapsDue: row?.gaps_due === true };
}

interface GoodSync {
  exists: number;
  highestModseq: number | undefined;
  /** Since when the counts do not agree; null while they do. */
  differsSince: Date | null;
  now: Date;
}

/** A good sync ended: everything that was there at `now` is settled, as of `highestModseq` where the server counts so. */
export async function recordSync(
  tx: Tx,
  cursor: Cursor,
  { exists, highestModseq, differsSince, now }: GoodSync,
): Promise<void> {
  await ofEpoch(tx, cursor)
    .set({ last_ok_sync_at: now, highest_modseq: highestModseq ?? null, differs_since: differsSince })
    .execute();
  await tx
    .updateTable('folders')
    .set({ server_count: exists, last_ok_sync_at: now, missing_since: null, failure: null })
    .where('id', '=', cursor.folder_id)
    .execute();
}

/**
 * All UIDs of the server were held against what is stored; `older` of them lie beyond the horizon. After a `shortAnswer` the
 * counts still differ.
 */
export async function recordReconcile(
  tx: Tx,
  cursor: Cursor,
  { exists, older, shortAnswer, now }: { exists: number; older: number; shortAnswer: boolean; now: Date },
): Promise<void> {
  await ofEpoch(tx, cursor)
    .set({
      reconciled_at: now,
      older_count: older,
      differs_since: shortAnswer ? (cursor.differs_since ?? now) : null,
    })
    .execute();
  await tx.updateTable('folders').set({ server_count: exists }).where('id', '=', cursor.folder_id).execute();
}

function ofEpoch(tx: Tx, cursor: Cursor) {
  return tx
    .updateTable('cursors')
    .where('folder_id', '=', cursor.folder_id)
    .where('uid_validity', '=', cursor.uid_validity)
    .where('epoch', '=', cursor.epoch)
    .where('closed_at', 'is', null);
}

function renumbered(): MailboxFailure {
  return new MailboxFailure('protocol', 'the folder was renumbered meanwhile');
}
