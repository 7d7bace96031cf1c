import { sql } from 'kysely';
import type {
  AddressRole,
  Arrival,
  Authenticity,
  MessageClass,
  MessageDirection,
  StoredHeader,
  Tx,
} from '../database/tables.ts';
import type { StoredReading } from '../messages/store-messages.ts';

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
  /** The beginning of the text; '' for a person's mail that asks for nothing and is no order confirmation. */
  text: string;
  /** The beginning of what was written without quotes. */
  replyText: string;
  /** Only the fields of HEADERS_READ, names in lower case. */
  headers: StoredHeader[];
  reading: Partial<StoredReading>;
  contactId: string | null;
  /** It lies, or lay, in a mailbox; false for the copy that the outbox logged itself. */
  inMailbox: boolean;
  addresses: { role: AddressRole; address: string; canonical: string | null }[];
}

/** Characters of a text that detectors look at. */
const MAX_DETECTED_TEXT = 50_000;
/** Characters of a reply: its first sentence is evidence. */
const MAX_DETECTED_REPLY = 5000;
/** Recipients that are looked at for an address of ours. */
const MAX_DETECTED_ADDRESSES = 100;

/** References looked at for a mail of ours. */
const MAX_REFERENCES = 50;

const HEADERS_READ = [
  'x-wafa-loop',
  'in-reply-to',
  'references',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
];
const HEADERS_PATH = `$[*] ? (@.name like_regex "^(?:${HEADERS_READ.join('|')})$" flag "i")`;

/**
 * At most `limit` matched messages that were not looked at yet, oldest first, locked; those of other workers left out.
 * `confirmers`: canonical addresses whose texts are wanted whatever they are; unpacking the others' is the most
 * expensive part of detecting.
 */
export async function takeUndetected(
  tx: Tx,
  limit: number,
  confirmers: readonly string[],
): Promise<DetectableMessage[]> {
  const { rows } = await sql<DetectableMessage>`
    select id, content_hash as "contentHash", thread_id as "threadId", message_id as "messageId", direction, class,
      subclass, authenticity, authenticity_reason as "authenticityReason", arrival, subject,
      from_address as "fromAddress", sent_at as "sentAt", received_at as "receivedAt",
      case when class <> 'human' or reading->>'unsubscribe' is not null or exists (
          select from message_addresses a where a.message_id = messages.id and a.role = 'from'
            and a.canonical = any(${confirmers}::text[]))
        then left(text, ${MAX_DETECTED_TEXT}) else '' end as text,
      left(reply_text, ${MAX_DETECTED_REPLY}) as "replyText",
      jsonb_path_query_array(headers, ${HEADERS_PATH}::jsonpath) as headers,
      reading, contact_id as "contactId", mailbox_id is not null as "inMailbox",
      (select coalesce(jsonb_agg(jsonb_build_object('role', a.role, 'address', a.address, 'canonical', a.canonical)
          order by a.position), '[]')
        from message_addresses a where a.message_id = messages.id
          and a.position < ${MAX_DETECTED_ADDRESSES}) as addresses
    from messages where detected_at is null and matched_at is not null
    order by id limit ${limit} for update skip locked`.execute(tx);
  return rows.map((row) => ({
    ...row,
    headers: row.headers.map(({ name, value }) => ({ name: name.toLowerCase(), value })),
  }));
}

/** All values of a header field of HEADERS_READ. */
export function headersOf(message: Pick<DetectableMessage, 'headers'>, name: string): string[] {
  return message.headers.filter((header) => header.name === name).map(({ value }) => value);
}

/** The Message-IDs it refers to, what it answers first, then the newest; without angle brackets. */
export function referencesOf(message: Pick<DetectableMessage, 'headers'>): string[] {
  const fields = [...headersOf(message, 'in-reply-to'), ...headersOf(message, 'references')];
  const ids = fields.flatMap((value) => value.match(/[^\s<>]+@[^\s<>]+/g)?.reverse() ?? []);
  return ids.slice(0, MAX_REFERENCES);
}
