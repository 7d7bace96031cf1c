import type {
  AddressRole,
  Arrival,
  Authenticity,
  MessageClass,
  MessageDirection,
  StoredHeader,
  Tx,
} from '../../src/database/tables.ts';
import { canonicalAddress } from '../../src/lib/email-address.ts';
import { newId, sha256Hex } from '../../src/lib/ids.ts';

/** A logged mail as a test wants it; people are written `Maryam Ahmadi <maryam@…>`. */
export interface MessageRow {
  id?: string;
  threadId?: string;
  messageId?: string;
  direction?: MessageDirection;
  from: string;
  to?: string[];
  cc?: string[];
  replyTo?: string;
  class?: MessageClass;
  subclass?: string;
  authenticity?: Authenticity;
  /** Unless told, nobody could check: the mailbox has no authservIds. */
  authenticityReason?: string;
  arrival?: Arrival;
  subject?: string;
  text?: string;
  headers?: StoredHeader[];
  /** What messages/ understood: bounce, complaint, autoReply, unsubscribe. */
  reading?: object;
  sentAt?: Date;
  contentHash?: string;
  matchedAt?: Date;
}

const BAKERY = "Maryam's Bakery <maryam@bakery.example>";
const FIRST_OF_MAY = new Date('2024-05-01T09:00:00Z');

/** Writes mails into the log as reading leaves them: threaded, classified, not matched. Returns their ids, in order. */
export async function insertMessages(tx: Tx, rows: readonly MessageRow[]): Promise<string[]> {
  const made = rows.map((row) => ({ ...row, id: row.id ?? newId(), thread: row.threadId ?? newId() }));
  if (made.length === 0) return [];
  await tx
    .insertInto('threads')
    .values(
      [...new Map(made.map((row) => [row.thread, row])).values()].map((row) => ({
        id: row.thread,
        subject_base: (row.subject ?? '').toLowerCase(),
        first_message_at: row.sentAt ?? FIRST_OF_MAY,
        last_message_at: row.sentAt ?? FIRST_OF_MAY,
      })),
    )
    .onConflict((conflict) => conflict.columns(['business_id', 'id']).doNothing())
    .execute();
  for (let start = 0; start < made.length; start += ROWS_AT_ONCE) {
    const some = made.slice(start, start + ROWS_AT_ONCE);
    await tx.insertInto('messages').values(some.map(messageValues)).execute();
    await tx.insertInto('message_addresses').values(some.flatMap(addressValues)).execute();
  }
  return made.map(({ id }) => id);
}

const ROWS_AT_ONCE = 500;

type MadeRow = MessageRow & { id: string; thread: string };

function messageValues(row: MadeRow) {
  const from = person(row.from);
  const sentAt = row.sentAt ?? FIRST_OF_MAY;
  const text = row.text ?? '';
  return {
    id: row.id,
    content_hash: row.contentHash ?? sha256Hex(row.id),
    thread_id: row.thread,
    message_id: row.messageId ?? `${row.id}@mail.example`,
    direction: row.direction ?? 'incoming',
    class: row.class ?? 'human',
    subclass: row.subclass ?? row.class ?? 'human',
    class_reason: 'test',
    authenticity: row.authenticity ?? 'unverified',
    authenticity_reason: row.authenticityReason ?? 'no server is trusted to check',
    authenticity_checked_by:
      row.authenticityReason === undefined ? ('nobody' as const) : ('trusted-server' as const),
    arrival: row.arrival ?? 'new',
    subject: row.subject ?? '',
    from_name: from.name,
    from_address: from.address,
    sent_at: sentAt,
    received_at: sentAt,
    text,
    reply_text: null,
    attachments: '[]',
    reading: JSON.stringify({ ...row.reading, trace: row.headers?.map(inLowerCase) ?? [] }),
    size: text.length,
    matched_at: row.matchedAt ?? null,
    parser_version: 1,
  };
}

function inLowerCase({ name, value }: StoredHeader): StoredHeader {
  return { name: name.toLowerCase(), value };
}

function addressValues(row: MadeRow) {
  const people: [AddressRole, string][] = [
    ['from', row.from],
    ...(row.replyTo === undefined ? [] : [['reply-to', row.replyTo] as [AddressRole, string]]),
    ...(row.to ?? [BAKERY]).map((one): [AddressRole, string] => ['to', one]),
    ...(row.cc ?? []).map((one): [AddressRole, string] => ['cc', one]),
  ];
  return people.map(([role, one], position) => {
    const { name, address } = person(one);
    return {
      message_id: row.id,
      position,
      role,
      name,
      address,
      canonical: canonicalAddress(address) ?? null,
    };
  });
}

function person(text: string): { name: string; address: string } {
  const match = /^(.*?)\s*<([^<>]*)>$/.exec(text);
  return match ? { name: match[1] ?? '', address: match[2] ?? '' } : { name: '', address: text };
}
