import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { MessageSize } from '../../mailbox/mailbox.ts';
import { arrivalOf, type Cursor, type ReadFolder } from './epoch.ts';

/** A mail of the open folder whose content is stored already, for it lies or lay in another folder. */
export interface KnownMail {
  uid: number;
  internalDate: Date;
  contentHash: string;
}

/**
 * Of `mails`, those that the server names (EMAILID, RFC 8474 5.1, or X-GM-MSGID) as it named a mail that is stored from
 * a folder of the same account; by UID. A move or a copy, or Gmail's "All Mail", is then not fetched again. A server
 * that was replaced may give its names anew: only folders as they are numbered now count, and size and time of arrival
 * must be the same too. Whatever is doubtful is fetched.
 */
export async function findKnownMail(
  { db, businessId, folder }: { db: Db; businessId: string; folder: ReadFolder },
  mails: readonly MessageSize[],
): Promise<Map<number, KnownMail>> {
  const named = mails.flatMap(({ uid, size, internalDate, emailId }) =>
    emailId === undefined ? [] : [{ uid, size, internalDate, emailId }],
  );
  if (named.length === 0) return new Map();
  const rows = await inBusiness(db, businessId, (tx) =>
    storedUnder(
      tx,
      folder,
      named.map(({ emailId }) => emailId),
    ),
  );
  const found = new Map<number, KnownMail>();
  for (const { uid, size, internalDate, emailId } of named) {
    const same = rows.find(
      (row) =>
        row.email_id === emailId &&
        row.size === size &&
        row.internal_date.getTime() === internalDate.getTime(),
    );
    if (same) found.set(uid, { uid, internalDate, contentHash: same.content_hash });
  }
  return found;
}

async function storedUnder(tx: Tx, folder: ReadFolder, emailIds: readonly string[]) {
  const { rows } = await sql<{ email_id: string; content_hash: string; size: number; internal_date: Date }>`
    select distinct l.email_id, l.content_hash, r.size, l.internal_date
    from locations l
      join folders f on f.business_id = l.business_id and f.id = l.folder_id
      join cursors c on c.business_id = l.business_id and c.folder_id = l.folder_id
        and c.uid_validity = l.uid_validity and c.closed_at is null
      join raw_messages r on r.business_id = l.business_id and r.content_hash = l.content_hash
    where l.email_id = any(${[...emailIds]}::text[]) and f.mailbox_id = ${folder.mailboxId}::uuid`.execute(
    tx,
  );
  return rows;
}

/**
 * Gives each a location in the open folder, as storing the content again would, in the caller's transaction with the
 * cursor; nothing else happens for it. Answers those whose content was deleted meanwhile: they are to be fetched.
 */
export async function placeKnownMail(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  mails: readonly KnownMail[],
  now: Date,
): Promise<{ uid: number; error: string }[]> {
  const sorted = mails.toSorted((a, b) => (a.contentHash < b.contentHash ? -1 : 1));
  const { rows } = await sql<{ uid: number }>`
    with known as (
      select * from unnest(
        ${sorted.map(({ uid }) => uid)}::bigint[],
        ${sorted.map(({ internalDate }) => internalDate.toISOString())}::timestamptz[],
        ${sorted.map(({ uid, internalDate }) => arrivalOf(cursor, uid, internalDate))}::text[],
        ${sorted.map(({ contentHash }) => contentHash)}::text[]
      ) as mail(uid, internal_date, arrival, content_hash)
    ), placed as (
      insert into locations (folder_id, uid_validity, uid, content_hash, internal_date, arrival, created_at)
      select ${folder.id}::uuid, ${cursor.uid_validity}::bigint, uid, content_hash, internal_date, arrival,
        ${now.toISOString()}::timestamptz
      from known where exists (select from raw_messages r where r.content_hash = known.content_hash)
      on conflict (business_id, folder_id, uid_validity, uid) do update set content_hash = excluded.content_hash,
        internal_date = excluded.internal_date, created_at = excluded.created_at, gone_at = null
      returning uid
    ), closed as (
      delete from gaps where folder_id = ${folder.id}::uuid and uid_validity = ${cursor.uid_validity}::bigint
        and uid in (select uid from placed)
    )
    select uid from placed`.execute(tx);
  const placed = new Set(rows.map(({ uid }) => uid));
  return sorted.flatMap(({ uid }) =>
    placed.has(uid) ? [] : [{ uid, error: 'its content was deleted while it was placed' }],
  );
}
