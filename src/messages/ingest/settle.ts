import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { ArrivalReader } from '../log/arrival-reader.ts';
import type { Cursor, ReadFolder } from './epoch.ts';
import { type HeaderRecord, storeHeaderRecords } from './headers.ts';
import { type KnownMail, placeKnownMail } from './known-mail.ts';
import { type SettledBatch, type StoredCount, storeBatch } from './store.ts';

/** A batch as it came from the server: whole mails, what was withheld, and headers of what is too large. */
export interface FetchedBatch extends SettledBatch {
  headers: HeaderRecord[];
  /** Stored already: a location is all they get. */
  known?: readonly KnownMail[];
  /** The server's own name of a mail, where it gives one. */
  emailIds: ReadonlyMap<number, string>;
}

/**
 * Writes everything that a batch settles, in the caller's transaction with the cursor; again, it changes nothing. `reader` is
 * whoever read mails on their way in.
 */
export async function settleBatch(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  batch: FetchedBatch,
  now: Date,
  reader?: Pick<ArrivalReader, 'own' | 'linker'>,
): Promise<StoredCount> {
  const { known = [] } = batch;
  const lost = known.length === 0 ? [] : await placeKnownMail(tx, folder, cursor, known, now);
  const gaps = [...batch.gaps, ...lost];
  const whole = await storeBatch(tx, folder, cursor, { ...batch, gaps }, now, reader);
  const headers =
    batch.headers.length === 0
      ? { stored: 0, newMessages: 0 }
      : await storeHeaderRecords(tx, folder, cursor, batch.headers, now);
  if (batch.emailIds.size > 0) await storeEmailIds(tx, cursor, batch.emailIds);
  return {
    stored: whole.stored + headers.stored,
    newMessages: whole.newMessages + headers.newMessages,
  };
}

async function storeEmailIds(tx: Tx, cursor: Cursor, emailIds: ReadonlyMap<number, string>): Promise<void> {
  await sql`
    update locations l set email_id = named.email_id
    from unnest(${[...emailIds.keys()]}::bigint[], ${[...emailIds.values()]}::text[]) as named(uid, email_id)
    where l.folder_id = ${cursor.folder_id}::uuid and l.uid_validity = ${cursor.uid_validity}::bigint
      and l.uid = named.uid`.execute(tx);
}
