import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type Mailbox, MailboxFailure, type MessageSize } from '../../mailbox/mailbox.ts';
import type { BlobStore } from '../log/blob-store.ts';
import { prepareRaw, type StoredRaw } from '../log/store-raw.ts';
import { arrivalOf, type Cursor, type ReadFolder } from './epoch.ts';
import type { FetchCaution } from './fetch.ts';
import type { StoredCount } from './store.ts';

/** The headers of a mail that is too large to be fetched whole. */
export interface HeaderRecord {
  uid: number;
  internalDate: Date;
  raw: StoredRaw;
}

/**
 * Fetches the headers of mails that are too large, one by one: what the server does not hand out, or breaks the
 * connection off for again and again, stays a skip without a record.
 */
export async function fetchHeaderRecords(
  mailbox: Mailbox,
  tooLarge: readonly MessageSize[],
  { caution, blobs }: { caution: FetchCaution; blobs: BlobStore },
): Promise<HeaderRecord[]> {
  const records: HeaderRecord[] = [];
  for (const { uid } of tooLarge) {
    if (caution.isSuspect(uid)) continue;
    try {
      const [found] = await mailbox.fetchHeaders([uid]);
      if (found && found.source.length > 0)
        records.push({ uid, internalDate: found.internalDate, raw: await prepareRaw(found.source, blobs) });
    } catch (error) {
      if (!(error instanceof MailboxFailure)) throw error;
      if (error.failureClass === 'network') caution.broke([uid]);
      if (error.failureClass !== 'protocol') throw error;
    }
  }
  return records;
}

/**
 * Keeps the headers as a mail without a body, to be read and logged like any other; the skip names it, which marks it as
 * a record of headers only (`skips.content_hash`, and `skips.size` of the whole mail). Call it after the skips are written.
 */
export async function storeHeaderRecords(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  records: readonly HeaderRecord[],
  now: Date,
): Promise<StoredCount> {
  const count = { stored: 0, newMessages: 0 };
  for (const { uid, internalDate, raw } of records) {
    const arrival = arrivalOf(cursor, uid, internalDate);
    const added = await tx
      .insertInto('raw_messages')
      .values({
        content_hash: raw.contentHash,
        size: raw.size,
        encoding: raw.encoding,
        bytes: raw.bytes,
        file: raw.file,
        arrival,
        mailbox_id: folder.mailboxId,
        folder_role: folder.role,
        internal_date: internalDate,
        read_after: sql<Date>`${now.toISOString()}::timestamptz`,
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    await tx
      .updateTable('skips')
      .set({ content_hash: raw.contentHash })
      .where('folder_id', '=', folder.id)
      .where('uid_validity', '=', cursor.uid_validity)
      .where('uid', '=', uid)
      .execute();
    if (added.numInsertedOrUpdatedRows !== 1n) continue;
    count.stored++;
    if (arrival === 'new') count.newMessages++;
  }
  return count;
}
