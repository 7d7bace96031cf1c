import { sql } from 'kysely';
import type { AddressRole, Authenticity, MessageClass, MessageDirection, Tx } from '../../database/tables.ts';
import type { ArrivingMail } from '../../messages/log/arrival-links.ts';
import { believed, isBelieved } from './believed.ts';

/** One row of message_addresses. */
export interface MessageAddress {
  position: number;
  role: AddressRole;
  name: string;
  address: string;
  canonical: string | null;
  contactId: string | null;
}

/** What matching reads of a message. */
export interface MatchableMessage {
  id: string;
  direction: MessageDirection;
  class: MessageClass;
  subclass: string;
  authenticity: Authenticity;
  /** It may change the record of the people in it (believed.ts). */
  believed: boolean;
  sentAt: Date;
  /** The contact of an earlier round; a message is counted for a contact once. */
  contactId: string | null;
  /** ISO 639-1, as it was read; null when nobody can say. */
  language: string | null;
  /** The beginning of what was written, or of an automatic answer. */
  words: string;
  /** In the order of their position. */
  addresses: MessageAddress[];
}

/** Characters read of a mail to guess its language, and of an automatic answer to find until when. */
const LANGUAGE_LENGTH = 300;
const AUTO_REPLY_LENGTH = 2000;
/** Octets that hold so many characters of UTF-8. */
const MAX_OCTETS = 4;

/** The same of an incoming mail that is not logged yet. */
export function matchableArrival(mail: ArrivingMail): MatchableMessage {
  const { id, direction, class: messageClass, subclass, authenticity, sentAt, subject, addresses } = mail;
  const { language } = mail;
  const words =
    messageClass === 'auto-reply'
      ? `${subject}\n${beginning(mail.text, AUTO_REPLY_LENGTH)}`.slice(0, AUTO_REPLY_LENGTH)
      : beginning(mail.replyText, LANGUAGE_LENGTH);
  return {
    id,
    direction,
    class: messageClass,
    subclass,
    authenticity,
    sentAt,
    language,
    words,
    believed: isBelieved(mail),
    contactId: null,
    addresses: addresses.map((address) => ({ ...address, contactId: null })),
  };
}

function beginning(text: Uint8Array, characters: number): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength)
    .toString('utf8', 0, characters * MAX_OCTETS)
    .slice(0, characters);
}

export async function anyUnmatched(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from messages where matched_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

/** At most `limit` messages that are not matched yet, oldest first, locked; those another worker has are left out. */
export async function takeUnmatched(tx: Tx, limit: number): Promise<MatchableMessage[]> {
  const messages = await sql<Omit<MatchableMessage, 'addresses'>>`
    select id, direction, class, subclass, authenticity, ${believed()} as believed, sent_at as "sentAt", contact_id as "contactId",
      reading -> 'language' ->> 'code' as language,
      case when direction <> 'incoming' then ''
        when class = 'auto-reply' then left(subject || E'\n' || text, ${AUTO_REPLY_LENGTH})
        else left(coalesce(reply_text, text), ${LANGUAGE_LENGTH}) end as words
    from messages m where matched_at is null order by id limit ${limit} for update of m skip locked`.execute(
    tx,
  );
  const ids = messages.rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const addresses = await sql<MessageAddress & { messageId: string }>`
    select message_id as "messageId", position, role, name, address, canonical, contact_id as "contactId"
    from message_addresses where message_id = any(${ids}::uuid[]) order by message_id, position`.execute(tx);
  const byMessage = Map.groupBy(addresses.rows, ({ messageId }) => messageId);
  return messages.rows.map((message) => ({ ...message, addresses: byMessage.get(message.id) ?? [] }));
}
