import { type Selectable, sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import { exactTime, isAfter, type KeysetPosition } from '../../database/keyset.ts';
import type { Db, Tables, Tx } from '../../database/tables.ts';
import { PARSER_VERSION } from '../parse/parser-version.ts';
import type { ParsePool } from '../workers/parse-pool.ts';
import type { ReadOutcome, ReadWell } from '../workers/read-outcome.ts';
import type { BlobStore } from './blob-store.ts';
import { attachmentsOf, storedReading } from './store-messages.ts';
import { loadKept, lostRaw } from './store-raw.ts';

export interface RereadOptions {
  db: Db;
  businessId: string;
  pool: Pick<ParsePool, 'read'>;
  blobs: BlobStore;
  /** Only mail that came since. */
  since?: Date | undefined;
  /** Where the batch before ended. */
  after?: KeysetPosition | undefined;
  /** Mails of one batch. */
  limit: number;
}

export interface RereadResult {
  reread: number;
  /** Could be read once and cannot now; they stay as they are. */
  failed: number;
  /** Where to go on; undefined at the end. */
  next: KeysetPosition | undefined;
}

/**
 * Reads logged mail again that an older version of the parser read, the newest first, and writes what is understood better
 * now: subject, texts, attachments, what kind of mail it is, names as they are spelled, everything in `reading`. Whose mail
 * it is, its thread, its time, whether its sender is believed and what was noticed and done about it stay as they are,
 * and nothing is looked through again: reading better never sends anything. Mail whose raw bytes or texts are no
 * longer kept is passed over. Done twice, or by two at once, it does no harm.
 */
export async function rereadMessages(options: RereadOptions): Promise<RereadResult> {
  const { db, businessId } = options;
  const rows = await inBusiness(db, businessId, (tx) => chooseBatch(tx, options));
  const result: RereadResult = { reread: 0, failed: 0, next: undefined };
  for (const group of together(rows)) {
    const outcomes = await readGroup(options, group);
    await inBusiness(db, businessId, async (tx) => {
      for (const [at, row] of group.entries()) {
        const outcome = outcomes[at];
        if (outcome?.ok === true) await writeReading(tx, row.id, outcome);
        else await markRead(tx, row.id);
        result[outcome?.ok === true ? 'reread' : 'failed']++;
      }
    });
  }
  const last = rows.at(-1);
  if (last && rows.length >= options.limit) result.next = { at: last.at, id: last.id };
  return result;
}

/** How many mails an older version read, of those that can be read again. */
export async function countToReread(tx: Tx, since: Date | undefined): Promise<number> {
  const row = await rereadable(tx, since)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

type ToReread = Pick<
  Selectable<Tables['raw_messages']>,
  'content_hash' | 'size' | 'encoding' | 'bytes' | 'file'
> & { id: string; at: string | null };

function chooseBatch(tx: Tx, { since, after, limit }: RereadOptions): Promise<ToReread[]> {
  return rereadable(tx, since)
    .$if(after !== undefined, (query) =>
      query.where(isAfter(sql.ref('m.received_at'), 'm.id', after ?? { at: null, id: '' })),
    )
    .select(['m.id', 'r.content_hash', 'r.size', 'r.encoding', 'r.bytes', 'r.file'])
    .select(exactTime('m.received_at').as('at'))
    .orderBy('m.received_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit)
    .execute();
}

function rereadable(tx: Tx, since: Date | undefined) {
  return tx
    .selectFrom('messages as m')
    .innerJoin('raw_messages as r', (join) =>
      join.onRef('r.business_id', '=', 'm.business_id').onRef('r.content_hash', '=', 'm.content_hash'),
    )
    .where('m.parser_version', '<', PARSER_VERSION)
    .where('m.text_dropped_at', 'is', null)
    .where('r.dropped_at', 'is', null)
    .where('r.left_out', 'is', null)
    .$if(since !== undefined, (query) => query.where('m.received_at', '>=', since ?? new Date(0)));
}

/** Mails whose bytes are held at one time. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

function together(rows: readonly ToReread[]): ToReread[][] {
  const groups: ToReread[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    bytes += row.size;
    if (bytes > MAX_GROUP_BYTES) {
      groups.push([]);
      bytes = row.size;
    }
    groups.at(-1)?.push(row);
  }
  return groups;
}

/** One outcome a row, in order. A mail whose file is gone fails alone. */
async function readGroup({ pool, blobs }: RereadOptions, rows: readonly ToReread[]): Promise<ReadOutcome[]> {
  const loaded = await Promise.all(
    rows.map(async (row) => {
      try {
        return { packed: await loadKept(row, blobs) };
      } catch (error) {
        return { lost: lostRaw(error) };
      }
    }),
  );
  const read = await pool.read(loaded.flatMap(({ packed }) => packed ?? []));
  return loaded.map(({ lost }): ReadOutcome => {
    if (lost !== undefined) return { ok: false, reason: lost };
    return read.shift() ?? { ok: false, reason: 'the reader gave no answer' };
  });
}

async function writeReading(tx: Tx, id: string, { message, reading, texts }: ReadWell): Promise<void> {
  const written = await tx
    .updateTable('messages')
    .set({
      subject: message.subject,
      from_name: sql`case when from_address = ${message.from?.address ?? ''} then ${message.from?.name ?? ''} else from_name end`,
      class: reading.coarseClass,
      subclass: reading.class,
      class_reason: reading.evidence,
      text: textOf(texts.text),
      reply_text: texts.replyText && textOf(texts.replyText),
      html_length: message.htmlLength,
      attachments: JSON.stringify(attachmentsOf(message)),
      reading: JSON.stringify(storedReading(reading, message)),
      parser_version: PARSER_VERSION,
    })
    .where('id', '=', id)
    .where('parser_version', '<', PARSER_VERSION)
    .where('text_dropped_at', 'is', null)
    .executeTakeFirst();
  if (written.numUpdatedRows === 0n) return;
  const people = [...(message.from ? [message.from] : []), ...message.to, ...message.cc];
  await sql`
    update message_addresses a set name = given.name
    from unnest(${people.map(({ address }) => address)}::text[], ${people.map(({ name }) => name)}::text[]) as given(address, name)
    where a.message_id = ${id} and a.address = given.address and a.name <> given.name and given.name <> ''`.execute(
    tx,
  );
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

async function markRead(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ parser_version: PARSER_VERSION })
    .where('id', '=', id)
    .where('parser_version', '<', PARSER_VERSION)
    .execute();
}
