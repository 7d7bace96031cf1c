import { sql } from 'kysely';
import type { Arrival, Tx } from '../../database/tables.ts';
import { MINUTE_MS } from '../../lib/duration.ts';
import type { MessageSize } from '../../mailbox/mailbox.ts';
import type { ArrivalReader, ArrivedMail } from '../log/arrival-reader.ts';
import { type ReadMail, storeMessages } from '../log/store-messages.ts';
import { PARSER_VERSION } from '../parse/parser-version.ts';
import { arrivalOf, type Cursor, type ReadFolder } from './epoch.ts';

/** Everything that one transaction settles about a stretch of UIDs; what is not in here is gone from the server. */
export interface SettledBatch {
  messages: ReadyMessage[];
  /** Still on the server, but it does not hand them out. */
  gaps: { uid: number; error: string }[];
  tooLarge: MessageSize[];
}

/** What logging mail takes, of whoever read it. */
type Reader = Pick<ArrivalReader, 'own' | 'linker'>;

interface ReadyMessage {
  uid: number;
  internalDate: Date;
  raw: ArrivedMail['raw'];
  /** Read on the way in: it is logged with its raw mail. The others wait for the stage `readMessages`. */
  reading?: ArrivedMail['reading'];
}

/** How many contents were unknown until now, and how many of them are new mail. */
export interface StoredCount {
  stored: number;
  newMessages: number;
}

/**
 * Writes raw mails, their locations, gaps and skips, in one transaction with the cursor (`moveCursor` or
 * `moveHistory`). Known content gets a location only. The same batch again changes nothing. `reader` is whoever read
 * mails already.
 */
export async function storeBatch(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  batch: SettledBatch,
  now: Date,
  reader?: Reader,
): Promise<StoredCount> {
  const count =
    batch.messages.length === 0 ? NOTHING : await storeMails(tx, folder, cursor, batch.messages, now, reader);
  const place = { folder_id: folder.id, uid_validity: cursor.uid_validity, created_at: now };
  if (batch.gaps.length > 0) {
    const next_attempt_at = new Date(now.getTime() + FIRST_GAP_DELAY_MS);
    await tx
      .insertInto('gaps')
      .values(batch.gaps.map(({ uid, error }) => ({ ...place, uid, last_error: error, next_attempt_at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (batch.tooLarge.length > 0) {
    await tx
      .insertInto('skips')
      .values(batch.tooLarge.map(({ uid, size }) => ({ ...place, uid, size, reason: 'too large' })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return count;
}

const NOTHING: StoredCount = { stored: 0, newMessages: 0 };
const FIRST_GAP_DELAY_MS = MINUTE_MS;

async function storeMails(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  messages: readonly ReadyMessage[],
  now: Date,
  reader: Reader | undefined,
): Promise<StoredCount> {
  // In the order of their keys, so that two transactions with the same mails wait for each other in one order only.
  const mails = messages
    .toSorted((a, b) => (a.raw.contentHash < b.raw.contentHash ? -1 : 1))
    .map((mail) => ({
      ...mail,
      arrival: arrivalOf(cursor, mail.uid, mail.internalDate),
      reading: reader && mail.reading,
    }));
  const stored = await storeRaws(tx, folder, cursor, mails, now);
  const unknown = new Set(stored);
  const counted = mails.filter(({ raw }) => unknown.delete(raw.contentHash));
  if (reader) {
    const read = counted.flatMap((mail) => readMail(mail, folder));
    if (read.length > 0) await storeMessages(tx, read, reader.own, now, reader.linker);
  }
  const newMessages = counted.filter(({ arrival }) => arrival === 'new').length;
  return { stored: counted.length, newMessages };
}

type PlacedMessage = ReadyMessage & { arrival: Arrival };

function readMail({ raw, reading, arrival, internalDate }: PlacedMessage, folder: ReadFolder): ReadMail[] {
  if (!reading) return [];
  const { contentHash: content_hash, size } = raw;
  const { mailboxId: mailbox_id, role: folder_role } = folder;
  const found = { content_hash, size, arrival, mailbox_id, folder_role, internal_date: internalDate };
  return [{ raw: found, ...reading }];
}

/** One statement; the bytes travel as one value, cut up by the database. Answers the hashes that were unknown. */
async function storeRaws(
  tx: Tx,
  folder: ReadFolder,
  cursor: Cursor,
  rows: readonly PlacedMessage[],
  now: Date,
): Promise<string[]> {
  const { pack, starts, lengths } = packBytes(rows.map(({ raw }) => raw.bytes));
  const result = await sql<{ content_hash: string }>`
    with incoming as (
      select * from unnest(
        ${rows.map(({ uid }) => uid)}::bigint[], ${rows.map(({ internalDate }) => internalDate.toISOString())}::timestamptz[],
        ${rows.map(({ arrival }) => arrival)}::text[], ${rows.map(({ raw }) => raw.contentHash)}::text[],
        ${rows.map(({ raw }) => raw.size)}::int[], ${rows.map(({ raw }) => raw.encoding)}::text[],
        ${rows.map(({ raw }) => raw.file)}::text[], ${rows.map(({ reading }) => reading !== undefined)}::bool[],
        ${starts}::int[], ${lengths}::int[]
      ) as mail(uid, internal_date, arrival, content_hash, size, encoding, file, is_read, starts_at, length)
    ), stored as (
      insert into raw_messages (content_hash, size, encoding, bytes, file, arrival, mailbox_id, folder_role,
        internal_date, read_state, parser_version, read_after, created_at)
      select content_hash, size, encoding,
        case when file is null then substring(${pack}::bytea from starts_at for length) end, file, arrival,
        ${folder.mailboxId}::uuid, ${folder.role}::text, internal_date,
        case when is_read then 'read' else 'pending' end, case when is_read then ${PARSER_VERSION}::int end,
        ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
      from incoming
      on conflict do nothing
      returning content_hash
    ), placed as (
      insert into locations (folder_id, uid_validity, uid, content_hash, internal_date, arrival, created_at)
      select ${folder.id}::uuid, ${cursor.uid_validity}::bigint, uid, content_hash, internal_date, arrival,
        ${now.toISOString()}::timestamptz
      from incoming
      on conflict (business_id, folder_id, uid_validity, uid) do update set content_hash = excluded.content_hash,
        internal_date = excluded.internal_date, created_at = excluded.created_at, gone_at = null
    ), closed as (
      delete from gaps where folder_id = ${folder.id}::uuid and uid_validity = ${cursor.uid_validity}::bigint
        and uid in (select uid from incoming)
    )
    select content_hash from stored`.execute(tx);
  return result.rows.map(({ content_hash }) => content_hash);
}

/** `starts` count from 1, as SQL's substring does. */
function packBytes(pieces: readonly (Buffer | null)[]): {
  pack: Buffer;
  starts: number[];
  lengths: number[];
} {
  const starts: number[] = [];
  const lengths: number[] = [];
  let at = 1;
  for (const piece of pieces) {
    starts.push(at);
    lengths.push(piece?.length ?? 0);
    at += piece?.length ?? 0;
  }
  return { pack: Buffer.concat(pieces.filter((piece) => piece !== null)), starts, lengths };
}
