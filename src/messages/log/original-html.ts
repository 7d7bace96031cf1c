import type { Tx } from '../../database/tables.ts';
import type { ParsePool } from '../workers/parse-pool.ts';
import type { BlobStore } from './blob-store.ts';
import { loadKept } from './store-raw.ts';

/** Whether a message came with HTML that can still be read. */
export async function hasOriginalHtml(tx: Tx, messageId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('messages as m')
    .innerJoin('raw_messages as r', 'r.content_hash', 'm.content_hash')
    .select('m.id')
    .where('m.id', '=', messageId)
    .where('m.html_length', 'is not', null)
    .where('r.dropped_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** The raw mail of a message as it is kept; undefined when there is no such message, or its raw mail is no longer kept. */
export async function keptOriginal(tx: Tx, messageId: string) {
  return tx
    .selectFrom('messages as m')
    .innerJoin('raw_messages as r', 'r.content_hash', 'm.content_hash')
    .select(['r.content_hash', 'r.size', 'r.encoding', 'r.bytes', 'r.file'])
    .where('m.id', '=', messageId)
    .where('r.dropped_at', 'is', null)
    .executeTakeFirst();
}

/**
 * The HTML that a mail came with, undefined when it has none or can no longer be read. It is read from the raw mail, on a
 * thread that no mail can hold up: the log itself keeps texts only.
 */
export async function originalHtml(
  row: NonNullable<Awaited<ReturnType<typeof keptOriginal>>>,
  { pool, blobs }: { pool: Pick<ParsePool, 'read'>; blobs: BlobStore },
): Promise<string | undefined> {
  const [outcome] = await pool.read([await loadKept(row, blobs)], { withHtml: true });
  const html = outcome?.ok === true ? outcome.texts.html : undefined;
  return html && Buffer.from(html.buffer, html.byteOffset, html.byteLength).toString();
}
