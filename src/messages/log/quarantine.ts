import { sql } from 'kysely';
import { audit } from '../../businesses/audit.ts';
import type { Tx } from '../../database/tables.ts';
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

/** Up to `limit` quarantined mails, newest first; or the one of this hash. */
export async function listQuarantine(
  tx: Tx,
  limit: number,
  contentHash?: string,
): Promise<QuarantinedMail[]> {
  const rows = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'size', 'internal_date', 'read_error', 'read_attempts', 'parser_version'])
    .where('read_state', '=', 'quarantined')
    .$if(contentHash !== undefined, (query) => query.where('content_hash', '=', contentHash ?? ''))
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

/** A quarantined mail, where it lies, and how it begins. */
export interface QuarantinedDetail extends QuarantinedMail {
  places: { mailbox: string; folder: string; uid: number; gone: boolean }[];
  /** The first characters of the raw mail, without control characters: safe to print. */
  beginning: string;
  /** There is more of it. */
  shortened: boolean;
}

/** Characters of a quarantined mail that are shown; the whole of it is for download. */
const SHOWN_CHARACTERS = 4000;

/** What is known of one quarantined mail; undefined when there is none of this hash. */
export async function viewQuarantined(
  tx: Tx,
  contentHash: string,
  blobs: BlobStore,
): Promise<QuarantinedDetail | undefined> {
  const [mail] = await listQuarantine(tx, 1, contentHash);
  const raw = await showQuarantined(tx, contentHash, blobs);
  if (!mail || !raw) return undefined;
  const places = await tx
    .selectFrom('locations as l')
    .innerJoin('folders as f', 'f.id', 'l.folder_id')
    .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
    .select(['m.name as mailbox', 'f.path as folder', 'l.uid', 'l.gone_at'])
    .where('l.content_hash', '=', contentHash)
    .orderBy('l.created_at')
    .execute();
  const text = raw.subarray(0, SHOWN_CHARACTERS).toString('utf8');
  return {
    ...mail,
    places: places.map(({ gone_at, ...place }) => ({ ...place, gone: gone_at !== null })),
    beginning: text.replaceAll('\r\n', '\n').replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, '\ufffd'),
    shortened: raw.length > SHOWN_CHARACTERS,
  };
}

/** The hashes of quarantined mails that begin like this, at most two: nobody types sixty-four digits. */
export async function findQuarantined(tx: Tx, beginning: string): Promise<string[]> {
  const wanted = beginning.toLowerCase();
  if (!/^[\da-f]{4,64}$/.test(wanted)) return [];
  const rows = await tx
    .selectFrom('raw_messages')
    .select('content_hash')
    .where('read_state', '=', 'quarantined')
    .where(sql`left(content_hash, ${wanted.length})`, '=', wanted)
    .limit(2)
    .execute();
  return rows.map((row) => row.content_hash);
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
