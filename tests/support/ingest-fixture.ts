import { sql } from 'kysely';
import type { Db, Tx } from '../../src/database/tables.ts';
import type { ReadFolder } from '../../src/messages/ingest/epoch.ts';
import { ensureFolders, ensureMailbox } from '../../src/messages/ingest/folders.ts';
import { readHistory } from '../../src/messages/ingest/history.ts';
import { syncFolder } from '../../src/messages/ingest/ingest-mail.ts';
import { createArrivalReader } from '../../src/messages/log/arrival-reader.ts';
import type { BlobStore } from '../../src/messages/log/blob-store.ts';
import { BAKERY, plainPool } from './reading-fixture.ts';
import type { ScriptedServer } from './scripted-mailbox.ts';

/** Limits small enough that ten mails are several batches. */
export const SMALL_LIMITS = { batchMessages: 3, batchBytes: 10_000, maxMessageBytes: 5000 };
const HISTORY_SINCE = new Date('2024-01-01T00:00:00Z');

/** A mail of Maryam's bakery; the same number gives the same bytes. */
export function bakeryMail(number: number, extra = ''): string {
  return [
    `From: Karim <karim${number}@workshop.example>`,
    'To: Maryam <maryam@bakery.example>',
    `Subject: Order ${number}`,
    `Message-ID: <order-${number}@workshop.example>`,
    `Date: ${new Date(Date.UTC(2025, 0, 1, 8, number)).toUTCString()}`,
    '',
    `Ten loaves, please. ${extra}`,
    '',
  ].join('\r\n');
}

/** Large mails, in memory. */
export function memoryBlobs(): BlobStore & { files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    put: async (name, bytes) => {
      files.set(name, await Promise.resolve(bytes));
      return name;
    },
    get: async (file) => Buffer.from((await Promise.resolve(files.get(file))) ?? fail(file)),
    remove: async (file) => {
      await Promise.resolve(files.delete(file));
    },
  };
}

function fail(file: string): never {
  throw new Error(`no file ${file}`);
}

export interface Reader {
  folder: ReadFolder;
  sync: (now: Date, options?: Partial<Parameters<typeof syncFolder>[0]>) => ReturnType<typeof syncFolder>;
  history: (
    now: Date,
    options?: Partial<Parameters<typeof readHistory>[0]>,
  ) => ReturnType<typeof readHistory>;
}

/** Reads INBOX of a scripted server into a business, a new connection for each call; mail is read on its way in. */
export async function inboxReader(
  db: Db,
  businessId: string,
  server: Pick<ScriptedServer, 'connect'>,
  now: Date,
  blobs: BlobStore = memoryBlobs(),
  settings = { name: 'main', address: 'maryam@bakery.example' },
): Promise<Reader> {
  const mailboxId = await ensureMailbox(db, businessId, settings, now);
  const { inbox: folder } = await ensureFolders(db, businessId, mailboxId, server.connect(), now);
  const reader = createArrivalReader({ pool: plainPool, blobs, own: BAKERY, trustedServers: [] });
  const ingest = (at: Date) => ({
    db,
    businessId,
    folder,
    limits: SMALL_LIMITS,
    blobs,
    reader,
    now: at,
    mailbox: server.connect(),
  });
  return {
    folder,
    sync: (at, options = {}) => syncFolder({ ...ingest(at), historySince: HISTORY_SINCE, ...options }),
    history: (at, options = {}) => readHistory({ ...ingest(at), ...options }),
  };
}

/** Everything that reading leaves behind, without ids and times of writing: two runs may be compared. */
export async function endState(tx: Tx) {
  const locations = await sql<{ uid_validity: number; uid: number; content_hash: string; arrival: string }>`
    select uid_validity, uid, content_hash, arrival from locations order by uid_validity, uid, content_hash`.execute(
    tx,
  );
  const raws = await sql<{ content_hash: string; arrival: string; size: number; read_state: string }>`
    select content_hash, arrival, size, read_state from raw_messages order by content_hash`.execute(tx);
  const messages = await sql<{ content_hash: string; subject: string; arrival: string; people: number }>`
    select content_hash, subject, arrival,
      (select count(*) from message_addresses a where a.message_id = messages.id) as people
    from messages order by content_hash`.execute(tx);
  const gaps = await sql`select uid_validity, uid from gaps order by uid_validity, uid`.execute(tx);
  const skips =
    await sql`select uid_validity, uid, reason, size from skips order by uid_validity, uid`.execute(tx);
  const cursors = await sql`
    select uid_validity, epoch, first_new_uid, last_uid, history_next_uid, history_done, history_total,
      history_done_at is not null as history_finished, closed_at is not null as closed
    from cursors order by epoch`.execute(tx);
  return {
    locations: locations.rows,
    raws: raws.rows,
    messages: messages.rows,
    gaps: gaps.rows,
    skips: skips.rows,
    cursors: cursors.rows,
  };
}

/**
 * INV3: every mail on the server has one location and one content, or a gap or skip row. INV4: nothing at or below the
 * cursor, from the first new UID on, is unaccounted for. Answers what is wrong.
 */
export async function brokenInvariants(tx: Tx, server: ScriptedServer): Promise<string[]> {
  const folder = server.folder();
  const cursor = await tx
    .selectFrom('cursors')
    .selectAll()
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  const known = await sql<{ uid: number; contents: number }>`
    select l.uid, (select count(*) from raw_messages r where r.content_hash = l.content_hash) as contents
    from locations l where uid_validity = ${folder.uidValidity}::bigint
    union all select uid, 1 from gaps where uid_validity = ${folder.uidValidity}::bigint
    union all select uid, 1 from skips where uid_validity = ${folder.uidValidity}::bigint`.execute(tx);
  const wrong: string[] = [];
  const counts = new Map(known.rows.map(({ uid, contents }) => [uid, contents]));
  if (counts.size !== known.rows.length) wrong.push('a UID is accounted for twice');
  for (const [uid, contents] of counts) if (contents !== 1) wrong.push(`UID ${uid} has ${contents} contents`);
  for (const { uid } of folder.mails) {
    const settled = uid >= cursor.first_new_uid ? uid <= cursor.last_uid : uid > cursor.history_next_uid;
    if (settled && !counts.has(uid)) wrong.push(`UID ${uid} is behind the cursor and nowhere`);
  }
  return wrong;
}
