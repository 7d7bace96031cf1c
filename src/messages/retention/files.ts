import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db } from '../../database/tables.ts';
import { type BlobStore, blobFile } from '../log/blob-store.ts';

interface DroppedFilesOptions {
  db: Db;
  businessId: string;
  blobs: Pick<BlobStore, 'remove'>;
}

/** Rows looked at in one go. */
const MAX_ROWS = 500;
/** As the index `raw_messages_dropped_large` has it; smaller mail has no file (see store-raw.ts). */
const LARGE = sql<boolean>`dropped_at is not null and size > 262144`;

/**
 * Removes the files of raw mails whose rows say that they were dropped, and then their names from the rows: a crash in
 * between removes a file again, which is harmless. Answers how many; there may be more when it is the `limit`.
 */
export async function removeDroppedFiles(
  { db, businessId, blobs }: DroppedFilesOptions,
  limit = MAX_ROWS,
): Promise<number> {
  const rows = await inBusiness(db, businessId, (tx) =>
    tx
      .selectFrom('raw_messages')
      .select(['content_hash', 'file'])
      .where(LARGE)
      .where('file', 'is not', null)
      .limit(limit)
      .execute(),
  );
  for (const { file } of rows) if (file !== null) await blobs.remove(file);
  if (rows.length > 0) {
    const hashes = rows.map((row) => row.content_hash);
    await inBusiness(db, businessId, (tx) =>
      tx.updateTable('raw_messages').set({ file: null }).where('content_hash', 'in', hashes).execute(),
    );
  }
  return rows.length;
}

/**
 * Removes files that came back although their mail was dropped: a folder that is numbered anew is fetched anew, and the
 * file of a large mail is written before the database says that it is known. `since`: locations noted before were
 * looked at already.
 */
export async function removeReturnedFiles(
  { db, businessId, blobs }: DroppedFilesOptions,
  since: Date,
): Promise<number> {
  const rows = await inBusiness(db, businessId, (tx) =>
    tx
      .selectFrom('raw_messages as r')
      .select('r.content_hash')
      .where(LARGE)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('locations as l')
            .select('l.uid')
            .whereRef('l.content_hash', '=', 'r.content_hash')
            .whereRef('l.created_at', '>', 'r.dropped_at')
            .where('l.created_at', '>', since),
        ),
      )
      .execute(),
  );
  for (const { content_hash } of rows)
    for (const ending of ['zst', 'eml']) await blobs.remove(blobFile(`${content_hash}.${ending}`));
  return rows.length;
}
