import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { BlobStore } from '../../messages/log/blob-store.ts';
import { loadRaw } from '../../messages/log/store-raw.ts';
import { writeInto } from './export-targets.ts';

/** Kinds of mail whose bytes are files of an export. */
export type MailKind = 'raw_messages' | 'outgoing_emails';

/** Their bytes are held at one time. */
const PAGE_ROWS = 20;

/**
 * Writes the next mails as `.eml` files: what was read as `mail/ab/HASH.eml`, what the outbox holds as `outbox/ID.eml`.
 * Answers how many, and the key to go on after; no key at the end.
 */
export async function exportMailPage(
  tx: Tx,
  folder: string,
  kind: MailKind,
  after: string | undefined,
  blobs: BlobStore,
): Promise<{ rows: number; next: string | undefined }> {
  return kind === 'raw_messages' ? rawPage(tx, folder, after ?? '', blobs) : outboxPage(tx, folder, after);
}

async function rawPage(tx: Tx, folder: string, after: string, blobs: BlobStore) {
  const rows = await tx
    .selectFrom('raw_messages')
    .select(['content_hash', 'size', 'encoding', 'bytes', 'file'])
    .where('dropped_at', 'is', null)
    .where('content_hash', '>', after)
    .orderBy('content_hash')
    .limit(PAGE_ROWS)
    .execute();
  for (const row of rows) {
    const name = `mail/${row.content_hash.slice(0, 2)}/${row.content_hash}.eml`;
    await writeInto(folder, name, await loadRaw(row, blobs));
  }
  return { rows: rows.length, next: rows.length < PAGE_ROWS ? undefined : rows.at(-1)?.content_hash };
}

async function outboxPage(tx: Tx, folder: string, after: string | undefined) {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['id', 'bytes'])
    .where('id', '>', after ?? '00000000-0000-0000-0000-000000000000')
    .where(sql<boolean>`length(bytes) > 0`)
    .orderBy('id')
    .limit(PAGE_ROWS)
    .execute();
  for (const { id, bytes } of rows) await writeInto(folder, `outbox/${id}.eml`, bytes);
  return { rows: rows.length, next: rows.length < PAGE_ROWS ? undefined : rows.at(-1)?.id };
}
