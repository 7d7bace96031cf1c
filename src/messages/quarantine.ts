import { audit } from '../businesses/audit.ts';
import type { Tx } from '../database/tables.ts';
import type { BlobStore } from './blob-store.ts';
import { loadRaw } from './store-raw.ts';

/** A mail that could not be read, kept as it came. */
export interface QuarantinedMail {
  contentHash: string;
  size: number;
  receivedAt: Date;
  error: string;
  attempts: number;
  parserVersion: number | null;
}

/** Up to `limit` quarantined mails, newest first. */
export async function listQuarantine(tx: Tx, limit: number): Promise<QuarantinedMail[]> {
  const rows = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'size', 'internal_date', 'read_error', 'read_attempts', 'parser_version'])
    .where('read_state', '=', 'quarantined')
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    contentHash: row.content_hash,
    size: row.size,
    receivedAt: row.internal_date,
    error: row.read_error ?? '',
    attempts: row.read_attempts,
    parserVersion: row.parser_version,
  }));
}

/** The raw bytes of a quarantined mail, for download; undefined when there is none of this hash. */
export async function showQuarantined(
  tx: Tx,
  contentHash: string,
  blobs: BlobStore,
): Promise<Buffer | undefined> {
  const row = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'size', 'encoding', 'bytes', 'file'])
    .where('content_hash', '=', contentHash)
    .where('read_state', '=', 'quarantined')
    .executeTakeFirst();
  return row && loadRaw(row, blobs);
}

/** Lets one quarantined mail, or all, be read again, with all attempts; answers how many. */
export async function reprocessQuarantined(
  tx: Tx,
  { contentHash, actor, now }: { contentHash?: string; actor: string; now: Date },
): Promise<number> {
  const rows = await tx
    .updateTable('raw_messages')
    .set({ read_state: 'pending', read_attempts: 0, read_after: now })
    .where('read_state', '=', 'quarantined')
    .$if(contentHash !== undefined, (query) => query.where('content_hash', '=', contentHash ?? ''))
    .returning('content_hash')
    .execute();
  for (const row of rows)
    await audit(tx, { actor, action: 'quarantined mail read again', subject: row.content_hash, at: now });
  return rows.length;
}

/**
 * Removes one quarantined mail for good: its bytes go, its locations stay, so that it is not fetched again. Remove the
 * file that is answered, if any, from the blob store once the transaction is committed.
 */
export async function deleteQuarantined(
  tx: Tx,
  { contentHash, actor, now }: { contentHash: string; actor: string; now: Date },
): Promise<{ deleted: boolean; file: string | null }> {
  const row = await tx
    .deleteFrom('raw_messages')
    .where('content_hash', '=', contentHash)
    .where('read_state', '=', 'quarantined')
    .returning('file')
    .executeTakeFirst();
  if (row) await audit(tx, { actor, action: 'quarantined mail deleted', subject: contentHash, at: now });
  return { deleted: row !== undefined, file: row?.file ?? null };
}
