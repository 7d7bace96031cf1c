import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { markLeftOut } from '../../messages/retention/leave-out.ts';
import type { Identifiers } from './identifiers.ts';
import type { Recogniser } from './recognise.ts';

/** What became of the mail in which a person takes part. */
export interface OwnMail {
  /** Nobody else in the record takes part: taken out of the log, or emptied. */
  alone: number;
  /** Other customers take part: it stays without the person. */
  shared: number;
}

interface MailRow {
  id: string;
  content_hash: string;
  thread_id: string;
  from_person: boolean;
  others: string[] | null;
}

/** Mails of one round. */
const BATCH = 200;

/**
 * Takes a person's mail out of the log: bytes, texts, files and all. Where another customer takes part, the mail is theirs
 * too: it stays, without the person's address, name and phone, and without its raw bytes, in which those still stand.
 * With `keepRows` (anonymising) rows stay, empty but for their times and direction, so that what was counted stays right.
 * `until`: only history, and what was sent until then.
 */
export async function leaveOwnMail(
  tx: Tx,
  person: Identifiers,
  known: Recogniser,
  { keepRows, until = null, now }: { keepRows: boolean; until?: Date | null; now: Date },
): Promise<OwnMail> {
  const result: OwnMail = { alone: 0, shared: 0 };
  const threads = new Set<string>();
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await nextMail(tx, person, { after, until });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    for (const row of rows) threads.add(row.thread_id);
    const shared = rows.filter(({ others }) => others !== null && others.length > 0);
    const alone = rows.filter((row) => !shared.includes(row));
    if (keepRows) await emptyMail(tx, alone, now);
    else await removeMail(tx, alone, now);
    for (const row of shared) await leaveShared(tx, row, person, known);
    await dropRaw(tx, shared, now);
    result.alone += alone.length;
    result.shared += shared.length;
  }
  await leaveThreads(tx, [...threads], known);
  return result;
}

async function nextMail(
  tx: Tx,
  { contactId, canonicals }: Identifiers,
  { after, until }: { after: string; until: Date | null },
): Promise<MailRow[]> {
  const { rows } = await sql<MailRow>`
    with mine as (
      select message_id as id from message_addresses where canonical = any(${canonicals}::text[])
      union select id from messages where contact_id = ${contactId}::uuid
    )
    select m.id, m.content_hash, m.thread_id,
      exists (select from message_addresses a where a.message_id = m.id and a.role = 'from'
        and a.canonical = any(${canonicals}::text[])) as from_person,
      (select array_agg(distinct a.contact_id::text) from message_addresses a
        where a.message_id = m.id and a.contact_id is distinct from ${contactId}::uuid and a.contact_id is not null) as others
    from messages m join mine on mine.id = m.id
    where m.id > ${after}::uuid
      and (${until}::timestamptz is null or m.arrival = 'history' or m.sent_at <= ${until}::timestamptz)
    order by m.id limit ${BATCH} for update of m`.execute(tx);
  return rows;
}

/** The rows of the raw mails stay without their bytes, so that nothing is fetched again. */
async function removeMail(tx: Tx, rows: readonly MailRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`delete from messages where id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx);
  await markLeftOut(
    tx,
    rows.map((row) => ({ contentHash: row.content_hash, reason: 'erased person' })),
    now,
  );
}

async function emptyMail(tx: Tx, rows: readonly MailRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await sql`
    update messages set subject = '', from_name = '', from_address = '', text = '', reply_text = '', message_id = null,
      html_length = null, attachments = '[]', reading = '{}', text_dropped_at = coalesce(text_dropped_at, ${now})
    where id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    update message_addresses set name = '', address = '', canonical = null
    where message_id = any(${ids}::uuid[])`.execute(tx);
  await dropRaw(tx, rows, now);
}

async function dropRaw(tx: Tx, rows: readonly MailRow[], now: Date): Promise<void> {
  await dropRawBytes(
    tx,
    rows.map((row) => row.content_hash),
    now,
  );
}

/** The bytes of these contents are no longer kept; that they were here is. */
export async function dropRawBytes(tx: Tx, contentHashes: readonly string[], now: Date): Promise<void> {
  if (contentHashes.length === 0) return;
  await sql`
    update raw_messages set bytes = null, dropped_at = coalesce(dropped_at, ${now})
    where content_hash = any(${[...contentHashes]}::text[])`.execute(tx);
}

/** Whoever else takes part keeps the mail, and it is theirs from now on. */
async function leaveShared(tx: Tx, row: MailRow, person: Identifiers, known: Recogniser): Promise<void> {
  await sql`
    update message_addresses set name = '', address = '', canonical = null, contact_id = null
    where message_id = ${row.id} and canonical = any(${person.canonicals}::text[])`.execute(tx);
  const message = await tx
    .selectFrom('messages')
    .select(['subject', 'text', 'reply_text', 'reading', 'attachments', 'contact_id'])
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  const redactJson = (value: object) =>
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? known.redactOwn(part) : part));
  const { signature: _signature, ...reading } = message.reading as { signature?: unknown };
  await tx
    .updateTable('messages')
    .set({
      subject: known.redactOwn(message.subject),
      text: known.redactOwn(message.text),
      reply_text: message.reply_text === null ? null : known.redactOwn(message.reply_text),
      reading: redactJson(row.from_person ? reading : message.reading),
      attachments: redactJson(message.attachments),
      ...(row.from_person ? { from_name: '', from_address: '', contact_id: null } : {}),
      ...(!row.from_person && message.contact_id === person.contactId && person.contactId !== null
        ? { contact_id: row.others?.[0] ?? null }
        : {}),
    })
    .where('id', '=', row.id)
    .execute();
}

/** Conversations that nothing is left of go; of the others the subject may name the person. */
async function leaveThreads(tx: Tx, ids: readonly string[], known: Recogniser): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    delete from threads t where t.id = any(${[...ids]}::uuid[])
      and not exists (select from messages m where m.business_id = t.business_id and m.thread_id = t.id)`.execute(
    tx,
  );
  const left = await tx
    .selectFrom('threads')
    .select(['id', 'subject_base'])
    .where('id', 'in', [...ids])
    .execute();
  for (const { id, subject_base } of left) {
    const redacted = known.redactOwn(subject_base);
    if (redacted === subject_base) continue;
    await tx.updateTable('threads').set({ subject_base: redacted }).where('id', '=', id).execute();
  }
}
