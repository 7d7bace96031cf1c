import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { WafaError } from '../../lib/errors.ts';
import type { Cursor, ReadFolder } from '../ingest/epoch.ts';
import { storeBatch } from '../ingest/store.ts';
import type { StoredRaw } from '../log/store-raw.ts';
import { ARCHIVE_UID_VALIDITY, type SourceRow } from './begin-import.ts';

/** Mails of one source that one transaction settles. */
export interface ImportBatch {
  fresh: { uid: number; internalDate: Date; raw: StoredRaw }[];
  /** Content that is in the log already: it gets a location. */
  known: { uid: number; internalDate: Date; contentHash: string }[];
  leftOut: { uid: number; size: number; reason: string }[];
  position: string;
  doneBytes: number;
  /** Number of the last mail. */
  seen: number;
}

/**
 * Writes a batch and how far the source is read, in one transaction: a killed import goes on after the last one. Throws a
 * WafaError when somebody else is bringing the same archive in.
 */
export async function writeBatch(
  tx: Tx,
  source: SourceRow,
  place: { folder: ReadFolder; cursor: Cursor },
  batch: ImportBatch,
  now: Date,
): Promise<SourceRow> {
  const count = await storeBatch(
    tx,
    place.folder,
    place.cursor,
    { messages: batch.fresh, gaps: [], tooLarge: [] },
    now,
  );
  await placeKnown(tx, source, batch.known, now);
  if (batch.leftOut.length > 0) {
    const common = { folder_id: source.folder_id, uid_validity: ARCHIVE_UID_VALIDITY, created_at: now };
    await tx
      .insertInto('skips')
      .values(batch.leftOut.map((skip) => ({ ...common, ...skip })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const moved = await tx
    .updateTable('mail_import_sources')
    .set({
      position: batch.position,
      done_bytes: batch.doneBytes,
      seen: batch.seen,
      stored: sql<number>`stored + ${count.stored}`,
      known: sql<number>`known + ${batch.fresh.length - count.stored + batch.known.length}`,
    })
    .where('import_id', '=', source.import_id)
    .where('key', '=', source.key)
    .where('position', '=', source.position)
    .where('done_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (!moved) {
    throw new WafaError('this archive is being imported by somebody else, too', {
      hint: 'let that one finish; everything it has brought in stays',
    });
  }
  await tx
    .updateTable('folders')
    .set({ server_count: batch.seen, last_ok_sync_at: now, missing_since: null })
    .where('id', '=', source.folder_id)
    .execute();
  return moved;
}

async function placeKnown(tx: Tx, source: SourceRow, known: ImportBatch['known'], now: Date): Promise<void> {
  if (known.length === 0) return;
  await sql`
    insert into locations (folder_id, uid_validity, uid, content_hash, internal_date, arrival, created_at)
    select ${source.folder_id}::uuid, ${ARCHIVE_UID_VALIDITY}::bigint, uid, content_hash, internal_date, 'history',
      ${now.toISOString()}::timestamptz
    from unnest(${known.map(({ uid }) => uid)}::bigint[], ${known.map(({ contentHash }) => contentHash)}::text[],
      ${known.map(({ internalDate }) => internalDate.toISOString())}::timestamptz[]) as mail(uid, content_hash, internal_date)
    on conflict (business_id, folder_id, uid_validity, uid) do update set content_hash = excluded.content_hash,
      internal_date = excluded.internal_date, created_at = excluded.created_at, gone_at = null`.execute(tx);
}

/** Which of these contents are known: stored now or once. */
export async function knownContents(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ content_hash: string }>`
    select content_hash from raw_messages where content_hash = any(${[...hashes]}::text[])`.execute(tx);
  return new Set(rows.map((row) => row.content_hash));
}
