import { type RawBuilder, sql } from 'kysely';
import { mayTellOfOrder } from '../customers/order-mail/may-tell-of-order.ts';
import type {
  AddressRole,
  Arrival,
  Authenticity,
  MessageClass,
  MessageDirection,
  Tx,
} from '../database/tables.ts';
import type { StoredReading } from '../messages/log/store-messages.ts';

/** What detectors see of a message. */
export interface DetectableMessage {
  id: string;
  contentHash: string;
  threadId: string;
  /** Without angle brackets. */
  messageId: string | null;
  direction: MessageDirection;
  class: MessageClass;
  subclass: string;
  authenticity: Authenticity;
  authenticityReason: string;
  arrival: Arrival;
  subject: string;
  fromAddress: string;
  sentAt: Date;
  receivedAt: Date;
  /** The beginning of the text; '' for a person's mail that asks for nothing and cannot tell of an order. */
  text: string;
  /** The beginning of what was written without quotes. */
  replyText: string;
  /** `trace`: the fields that detectors look at, names in lower case. */
  reading: Partial<StoredReading>;
  contactId: string | null;
  /** It lies, or lay, in a mailbox; false for the copy that the outbox logged itself. */
  inMailbox: boolean;
  /** It lies in a Sent folder; looked up only for what we sent and may tell of an order. */
  inSent: boolean;
  addresses: { role: AddressRole; name: string; address: string; canonical: string | null }[];
}

/** Characters of a text that detectors look at. */
const MAX_DETECTED_TEXT = 50_000;
/** Characters of a reply: its first sentence is evidence. */
const MAX_DETECTED_REPLY = 5000;
/** Recipients that are looked at for an address of ours. */
const MAX_DETECTED_ADDRESSES = 100;

/** References looked at for a mail of ours. */
const MAX_REFERENCES = 50;

export interface TakeOptions {
  limit: number;
  /** Canonical addresses whose texts are wanted whatever they are; unpacking all texts is the most expensive part. */
  confirmers: readonly string[];
  /** Leaves the history for later, but for mails that ask not to be mailed any more. */
  urgentOnly: boolean;
}

export async function anyUndetected(tx: Tx, urgentOnly: boolean): Promise<boolean> {
  const { rows } = await sql`select from messages where ${undetected(urgentOnly)} limit 1`.execute(tx);
  return rows.length > 0;
}

/**
 * At most `limit` matched messages that were not looked at yet, urgent ones first, then as they were logged, locked; those
 * of other workers left out.
 */
export async function takeUndetected(
  tx: Tx,
  { limit, confirmers, urgentOnly }: TakeOptions,
): Promise<DetectableMessage[]> {
  return loadDetectable(
    tx,
    sql`where ${undetected(urgentOnly)} order by is_patient, id limit ${limit} for update skip locked`,
    { confirmers },
  );
}

/** Messages chosen by `selection` (from `where` on), as detectors see them. `wanted`: with their texts, whatever they are. */
export async function loadDetectable(
  tx: Tx,
  selection: RawBuilder<unknown>,
  { confirmers, wanted = false }: Pick<TakeOptions, 'confirmers'> & { wanted?: boolean },
): Promise<DetectableMessage[]> {
  const { rows } = await sql<Omit<DetectableMessage, 'addresses' | 'text' | 'inSent'>>`
    select id, content_hash as "contentHash", thread_id as "threadId", message_id as "messageId", direction, class,
      subclass, authenticity, authenticity_reason as "authenticityReason", arrival, subject,
      from_address as "fromAddress", sent_at as "sentAt", received_at as "receivedAt",
      left(coalesce(reply_text, text), ${MAX_DETECTED_REPLY}) as "replyText",
      reading, contact_id as "contactId", mailbox_id is not null as "inMailbox"
    from messages ${selection}`.execute(tx);
  const addresses = await addressesOf(tx, rows);
  const people = rows.map((row) => ({ ...row, addresses: addresses.get(row.id) ?? [] }));
  const confirming = new Set(confirmers);
  const orders = people.filter(({ subject, reading }) => mayTellOfOrder(subject) || reading.markup);
  const telling = new Set(orders.map(({ id }) => id));
  const speaks = ({ id, class: kind, reading, addresses: found }: (typeof people)[number]) =>
    wanted ||
    kind !== 'human' ||
    telling.has(id) ||
    reading.unsubscribe != null ||
    found.some(({ role, canonical }) => role === 'from' && canonical !== null && confirming.has(canonical));
  const texts = await textsOf(tx, people.filter(speaks));
  const sent = await sentOnes(
    tx,
    orders.filter(({ direction }) => direction === 'outgoing'),
  );
  return people.map((row) => ({ ...row, text: texts.get(row.id) ?? '', inSent: sent.has(row.id) }));
}

function undetected(urgentOnly: boolean) {
  return sql`detected_at is null and matched_at is not null ${urgentOnly ? sql`and not is_patient` : sql``}`;
}

async function textsOf(tx: Tx, messages: readonly { id: string }[]): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const { rows } = await sql<{ id: string; text: string }>`
    select id, left(text, ${MAX_DETECTED_TEXT}) as text from messages
    where id = any(${messages.map(({ id }) => id)}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** Those that lie in a folder of what was sent: nobody else can put mail there. */
async function sentOnes(tx: Tx, messages: readonly { id: string }[]): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m where m.id = any(${messages.map(({ id }) => id)}::uuid[]) and exists (
      select from locations l join folders f on f.business_id = l.business_id and f.id = l.folder_id
      where l.business_id = m.business_id and l.content_hash = m.content_hash and f.role = 'sent')`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

async function addressesOf(tx: Tx, messages: readonly { id: string }[]) {
  const { rows } = await sql<{
    messageId: string;
    role: AddressRole;
    name: string;
    address: string;
    canonical: string | null;
  }>`
    select message_id as "messageId", role, name, address, canonical from message_addresses
    where message_id = any(${messages.map(({ id }) => id)}::uuid[]) and position < ${MAX_DETECTED_ADDRESSES}
    order by message_id, position`.execute(tx);
  return Map.groupBy(rows, ({ messageId }) => messageId);
}

/** All values of a header field of `reading.trace`. */
export function headersOf({ reading }: Pick<DetectableMessage, 'reading'>, name: string): string[] {
  return (reading.trace ?? []).filter((header) => header.name === name).map(({ value }) => value);
}

/** The Message-IDs it refers to, what it answers first, then the newest; without angle brackets. */
export function referencesOf(message: Pick<DetectableMessage, 'reading'>): string[] {
  const fields = [...headersOf(message, 'in-reply-to'), ...headersOf(message, 'references')];
  const ids = fields.flatMap((value) => value.match(/[^\s<>]+@[^\s<>]+/g)?.reverse() ?? []);
  return ids.slice(0, MAX_REFERENCES);
}
