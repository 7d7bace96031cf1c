import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { BlobStore } from '../../messages/log/blob-store.ts';
import { loadRaw } from '../../messages/log/store-raw.ts';
import type { Identifiers } from './identifiers.ts';
import { mergesInto, tablesOfContacts } from './rows-of-contact.ts';

/** Where an export goes: a folder or an archive. */
export interface ExportTarget {
  add(name: string, bytes: Uint8Array): Promise<void>;
}

export interface ExportContactOptions {
  db: Db;
  businessId: string;
  person: Identifiers;
  blobs: BlobStore;
  target: ExportTarget;
  now: Date;
}

/** What was written of one person. */
export interface ExportedContact {
  /** Rows by table. */
  rows: Record<string, number>;
  mails: number;
  /** Of those, with the mail as it came. */
  originals: number;
}

/** Written by the database itself, or in a file of their own. */
const ELSEWHERE = new Set([
  'contact_words',
  'contacts_to_compare',
  'match_keys',
  'messages',
  'message_addresses',
  'outgoing_emails',
]);
const MAILS_AT_ONCE = 20;

/**
 * Writes everything that is kept of one person (GDPR, articles 15 and 20): a JSON file for each kind of thing, by the
 * catalogue, so that none is forgotten, and each mail as JSON and, where it is kept, as it came. One page in memory.
 */
export async function exportContact(options: ExportContactOptions): Promise<ExportedContact> {
  const { db, businessId, person, target } = options;
  const result: ExportedContact = { rows: {}, mails: 0, originals: 0 };
  const put = async (name: string, rows: readonly unknown[]) => {
    if (rows.length === 0) return;
    await target.add(`${name}.json`, json(rows));
    result.rows[name] = rows.length;
  };
  const tables = await inBusiness(db, businessId, tablesOfContacts);
  for (const table of person.contactId === null ? [] : tables) {
    if (ELSEWHERE.has(table)) continue;
    await put(
      table,
      await inBusiness(db, businessId, (tx) =>
        rowsOf(
          tx,
          sql`${sql.table(table)} t
      where t.contact_id = ${person.contactId}`,
        ),
      ),
    );
  }
  const { contactId } = person;
  if (contactId !== null)
    await put('merges', await inBusiness(db, businessId, (tx) => rowsOf(tx, mergesInto(contactId))));
  const among = sql`canonical = any(${person.canonicals}::text[])`;
  for (const [name, from] of [
    ['contacts', sql`contacts t where t.id = ${person.contactId}`],
    ['senders', sql`senders t where ${among}`],
    ['suppressions', sql`suppressions t where ${among}`],
    ['consent_events', sql`consent_events t where ${among} order by t.at, t.number`],
    ['subscriptions', sql`subscriptions t where ${among}`],
    ['mail_preferences', sql`mail_preferences t where ${among}`],
  ] as const) {
    await put(name, await inBusiness(db, businessId, (tx) => rowsOf(tx, from)));
  }
  await exportMail(options, result);
  await exportOutgoing(options, result);
  await target.add('README.txt', Buffer.from(readme(options.now)));
  return result;
}

/** As JSON of the database's own making: times to the microsecond. */
async function rowsOf(tx: Tx, from: ReturnType<typeof sql>): Promise<unknown[]> {
  const { rows } = await sql<{ row: object }>`select to_jsonb(t) - 'business_id' as row from ${from}`.execute(
    tx,
  );
  return rows.map(({ row }) => row);
}

async function exportMail(options: ExportContactOptions, result: ExportedContact): Promise<void> {
  const { db, businessId, person, blobs, target } = options;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const mails = await inBusiness(db, businessId, (tx) => nextMails(tx, person, after));
    const last = mails.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const { id, receivedAt, mail, content_hash, size, encoding, bytes, file } of mails) {
      const name = `mail/${receivedAt.toISOString().slice(0, 19).replaceAll(':', '')}-${id.slice(-12)}`;
      await target.add(`${name}.json`, json(mail));
      result.mails++;
      if (content_hash === null || size === null || encoding === null) continue;
      const raw = await loadRaw({ content_hash, size, encoding, bytes, file }, blobs);
      await target.add(`${name}.eml`, raw);
      result.originals++;
    }
  }
}

interface ExportedMail {
  id: string;
  receivedAt: Date;
  mail: object;
  content_hash: string | null;
  size: number | null;
  encoding: 'identity' | 'zstd' | null;
  bytes: Buffer | null;
  file: string | null;
}

async function nextMails(
  tx: Tx,
  { contactId, canonicals }: Identifiers,
  after: string,
): Promise<ExportedMail[]> {
  const { rows } = await sql<ExportedMail>`
    with mine as (
      select message_id as id from message_addresses where canonical = any(${canonicals}::text[])
      union select id from messages where contact_id = ${contactId}::uuid
    )
    select m.id, m.received_at as "receivedAt", r.content_hash, r.size, r.encoding, r.bytes, r.file,
      to_jsonb(m) - 'business_id' || jsonb_build_object('people', (
        select jsonb_agg(jsonb_build_object('role', a.role, 'name', a.name, 'address', a.address) order by a.position)
        from message_addresses a where a.message_id = m.id)) as mail
    from messages m join mine on mine.id = m.id
    left join raw_messages r on r.content_hash = m.content_hash and r.dropped_at is null
    where m.id > ${after}::uuid order by m.id limit ${MAILS_AT_ONCE}`.execute(tx);
  return rows;
}

/** What the outbox sent or will send them. */
async function exportOutgoing(
  { db, businessId, person, target }: ExportContactOptions,
  result: ExportedContact,
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await inBusiness(db, businessId, (tx) =>
      sql<{ id: string; mail: object; bytes: Buffer }>`
        select id, to_jsonb(e) - 'business_id' - 'bytes' - 'lease_token' as mail, bytes from outgoing_emails e
        where (contact_id = ${person.contactId}::uuid or recipient_canonical = any(${person.canonicals}::text[]))
          and id > ${after}::uuid order by id limit ${MAILS_AT_ONCE}`.execute(tx),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const { id, mail, bytes } of rows) {
      await target.add(`outbox/${id}.json`, json(mail));
      if (bytes.length > 0) await target.add(`outbox/${id}.eml`, bytes);
      result.rows['outgoing_emails'] = (result.rows['outgoing_emails'] ?? 0) + 1;
    }
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}

function readme(now: Date): string {
  return `Everything that is kept of one person, as of ${now.toISOString()}.

Each .json file is one kind of thing: contacts.json is the person, purchases.json what they bought, details.json what
is known of them and from where (source, confidence), merges.json what they were put together from, and so on. Amounts are in the currency's smallest unit, times in UTC.
mail/ has every mail they take part in: as JSON, and as .eml where it is kept as it came. outbox/ has what was or will be
sent to them by itself. Mail may name other people: look before you pass it on.
`;
}
