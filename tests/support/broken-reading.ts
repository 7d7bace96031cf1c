import { sql } from 'kysely';
import type { Tx } from '../../src/database/tables.ts';
import { sha256Hex } from '../../src/lib/ids.ts';
import { folderAccounts } from '../../src/messages/ingest/folder-account.ts';
import type { BlobStore } from '../../src/messages/log/blob-store.ts';
import { loadRaw } from '../../src/messages/log/store-raw.ts';
import type { FolderTruth } from './maildir-truth.ts';

/**
 * Holds what is stored of one folder against what the server has, once reading should be over. INV3: every mail has one
 * location and one content, whose bytes are the server's. INV4: nothing behind the cursor is nowhere. The account adds
 * up, and every content is logged once or quarantined with a reason. Answers what is wrong, in words; nothing when all is
 * well.
 */
export async function brokenReading(
  tx: Tx,
  place: { mailbox: string; folder: string },
  truth: FolderTruth,
  blobs: BlobStore,
): Promise<string[]> {
  const cursor = await tx
    .selectFrom('cursors as c')
    .innerJoin('folders as f', 'f.id', 'c.folder_id')
    .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
    .selectAll('c')
    .where('m.name', '=', place.mailbox)
    .where('f.path', '=', place.folder)
    .where('c.closed_at', 'is', null)
    .executeTakeFirst();
  if (!cursor) return [`${place.folder} was never read`];
  const wrong: string[] = [];
  if (cursor.uid_validity !== truth.uidValidity)
    wrong.push(`UIDVALIDITY is ${truth.uidValidity}, read was ${cursor.uid_validity}`);
  const { rows } = await sql<Known>`
    select uid, 'location' as kind, content_hash, '' as reason from locations
      where folder_id = ${cursor.folder_id}::uuid and uid_validity = ${cursor.uid_validity}::bigint
      and gone_at is null and created_at >= ${cursor.opened_at.toISOString()}::timestamptz
    union all select uid, 'skip', content_hash, reason from skips
      where folder_id = ${cursor.folder_id}::uuid and uid_validity = ${cursor.uid_validity}::bigint and gone_at is null
    union all select uid, 'gap', null, last_error from gaps
      where folder_id = ${cursor.folder_id}::uuid and uid_validity = ${cursor.uid_validity}::bigint`.execute(
    tx,
  );
  const known = Map.groupBy(rows, ({ uid }) => uid);
  let nowhere = 0;
  for (const { uid, hash } of truth.mails) {
    const rowsOfUid = known.get(uid) ?? [];
    if (rowsOfUid.length > 1) wrong.push(`UID ${uid} is accounted for ${rowsOfUid.length} times`);
    const [row] = rowsOfUid;
    if (row?.kind === 'location' && row.content_hash !== hash)
      wrong.push(`UID ${uid} is stored with other bytes than the server's`);
    if (row?.kind === 'gap') wrong.push(`UID ${uid} is still a gap`);
    if (row?.kind === 'skip' && row.reason === '') wrong.push(`UID ${uid} is skipped without a reason`);
    if (row) continue;
    nowhere++;
    if (uid >= cursor.first_new_uid && uid <= cursor.last_uid)
      wrong.push(`UID ${uid} is behind the cursor and nowhere`);
  }
  // History beyond the horizon is counted, not listed.
  if (nowhere !== cursor.older_count)
    wrong.push(`${nowhere} mails of the server are in no row, ${cursor.older_count} of them for their age`);
  const there = new Set(truth.mails.map(({ uid }) => uid));
  for (const [uid, [row]] of known)
    if (!there.has(uid)) wrong.push(`UID ${uid} is a ${row?.kind}, and the server does not have it`);
  wrong.push(...(await brokenContents(tx, cursor.folder_id, blobs)));
  const account = (await folderAccounts(tx)).find(
    ({ mailbox, path }) => mailbox === place.mailbox && path === place.folder,
  );
  const { server, difference, waiting } = account ?? {};
  if (server !== truth.mails.length || difference !== 0 || waiting !== 0)
    wrong.push(
      `the account does not add up: server ${server} of ${truth.mails.length}, waiting ${waiting}, difference ${difference}`,
    );
  return wrong.map((complaint) => `${place.mailbox}/${place.folder}: ${complaint}`);
}

interface Known {
  uid: number;
  kind: 'location' | 'skip' | 'gap';
  content_hash: string | null;
  reason: string;
}

/** Each content of the folder: there, whole, and in the log once, or in quarantine with a reason. */
async function brokenContents(tx: Tx, folderId: string, blobs: BlobStore): Promise<string[]> {
  const { rows } = await sql<Content>`
    select r.content_hash, r.size, r.encoding, r.bytes, r.file, r.read_state, r.read_error,
      (select count(*) from messages m where m.content_hash = r.content_hash) as logged
    from raw_messages r where r.content_hash in (
      select content_hash from locations where folder_id = ${folderId}::uuid
      union select content_hash from skips where folder_id = ${folderId}::uuid and content_hash is not null)`.execute(
    tx,
  );
  const lost = await sql<{ uid: number }>`
    select uid from locations l where folder_id = ${folderId}::uuid
      and not exists (select from raw_messages r where r.content_hash = l.content_hash)`.execute(tx);
  const wrong = lost.rows.map(({ uid }) => `the content of UID ${uid} is nowhere`);
  for (const row of rows) {
    const name = row.content_hash.slice(0, 8);
    if (sha256Hex(await loadRaw(row, blobs)) !== row.content_hash) wrong.push(`${name} has other bytes`);
    if (row.read_state === 'pending') wrong.push(`${name} waits to be read`);
    if (row.read_state === 'read' && row.logged !== 1) wrong.push(`${name} is logged ${row.logged} times`);
    if (row.read_state === 'quarantined' && (row.logged !== 0 || !row.read_error))
      wrong.push(`${name} is in quarantine, logged ${row.logged} times, because of "${row.read_error}"`);
  }
  return wrong;
}

interface Content {
  content_hash: string;
  size: number;
  encoding: 'identity' | 'zstd';
  bytes: Buffer | null;
  file: string | null;
  read_state: 'pending' | 'read' | 'quarantined';
  read_error: string | null;
  logged: number;
}
