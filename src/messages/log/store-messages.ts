import type { AddressRole, StoredAttachment, Tx } from '../../database/tables.ts';
import { canonicalAddress, type MailAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import { PARSER_VERSION } from '../parse/parser-version.ts';
import { findThreads, indexable } from '../threads/find-threads.ts';
import { threadKeys } from '../threads/thread-keys.ts';
import type { MarkupReading } from '../understand/markup/order-markup.ts';
import type { MessageReading } from '../understand/message-reading.ts';
import type { MessageRecord, MessageTexts } from '../workers/read-outcome.ts';
import type { ArrivalLinker, ArrivingAddress, ArrivingMail } from './arrival-links.ts';
import type { ClaimedRaw } from './claim-raw.ts';
import { insertRows } from './insert-rows.ts';
import { messageTimes } from './message-times.ts';
import { directionOf, isOwnAddress, type OwnAddresses } from './own-addresses.ts';

/** Where and when a raw mail was found. */
type FoundRaw = Pick<
  ClaimedRaw,
  'content_hash' | 'size' | 'arrival' | 'mailbox_id' | 'folder_role' | 'internal_date'
>;

/** A raw mail and what was read in it. */
export interface ReadMail {
  raw: FoundRaw;
  message: MessageRecord;
  reading: Omit<MessageReading, 'replyText'>;
  texts: MessageTexts;
}

/** What `messages.reading` keeps: what later stages act on, and suggestions for people. */
export type StoredReading = Omit<
  MessageReading,
  'class' | 'coarseClass' | 'evidence' | 'baseSubject' | 'replyText' | 'authenticity' | 'markup'
> &
  Pick<MessageRecord, 'trace'> & {
    markup?: MarkupReading;
    /** Minutes the writer's clock was ahead of UTC. */
    sentOffset?: number;
  };

/**
 * Writes read mails to the log, with their threads and addresses, in a handful of statements for the whole batch. With a
 * `linker`, mail between known people is matched at once; all else waits for the stage that matches.
 */
export async function storeMessages(
  tx: Tx,
  mails: readonly ReadMail[],
  own: OwnAddresses,
  now: Date,
  linker?: ArrivalLinker,
): Promise<void> {
  await linker?.lock(tx);
  const timed = mails.map((mail) => ({
    ...mail,
    ...messageTimes(mail.message.date, mail.raw.internal_date, now),
    id: newId(),
    addresses: addressesOf(mail.message),
    direction: directionOf(mail.message, own, {
      folderRole: mail.raw.folder_role,
      authenticity: mail.reading.authenticity.verdict,
    }),
  }));
  const threads = await findThreads(
    tx,
    timed.map(({ raw, message, reading, sentAt }) => {
      const { ids, subject, bySubject } = threadKeys(message);
      const marked = reading.coarseClass !== 'list' && reading.coarseClass !== 'bounce';
      const people = otherSide(message, own);
      return {
        contentHash: raw.content_hash,
        ids: ids.map(indexable),
        subject,
        at: sentAt,
        people,
        marked,
        isReply: bySubject,
      };
    }),
  );
  const links = await linker?.link(tx, timed.map(arriving), now);
  const rows = timed.map(({ raw, message, reading, texts, direction, sentAt, receivedAt, id }, at) => ({
    id,
    content_hash: raw.content_hash,
    mailbox_id: raw.mailbox_id,
    thread_id: threads[at] ?? null,
    message_id: message.messageId === null ? null : indexable(message.messageId),
    direction,
    class: reading.coarseClass,
    subclass: reading.class,
    class_reason: reading.evidence,
    authenticity: reading.authenticity.verdict,
    authenticity_reason: reading.authenticity.reason,
    authenticity_checked_by: reading.authenticity.checkedBy,
    arrival: raw.arrival,
    subject: message.subject,
    from_name: message.from?.name ?? '',
    from_address: message.from?.address ?? '',
    sent_at: sentAt,
    received_at: receivedAt,
    text: texts.text,
    reply_text: texts.replyText,
    html_length: message.htmlLength,
    attachments: JSON.stringify(attachmentsOf(message)),
    reading: JSON.stringify(storedReading(reading, message)),
    size: raw.size,
    contact_id: links?.contactOf(id) ?? null,
    matched_at: links?.contactOf(id) === undefined ? null : now,
    parser_version: PARSER_VERSION,
    created_at: now,
  }));
  await insertRows(tx, 'messages', MESSAGE_COLUMNS, rows);
  await insertRows(
    tx,
    'message_addresses',
    ADDRESS_COLUMNS,
    timed.flatMap(({ id, addresses }) =>
      addresses.map((address) => ({
        ...address,
        message_id: id,
        contact_id: links?.contactAt(id, address.position) ?? null,
      })),
    ),
  );
  await links?.record();
}

function arriving({
  id,
  raw,
  message,
  reading,
  texts,
  direction,
  sentAt,
  addresses,
}: ReadMail & Pick<ArrivingMail, 'id' | 'direction' | 'sentAt' | 'addresses'>): ArrivingMail {
  return {
    id,
    direction,
    class: reading.coarseClass,
    subclass: reading.class,
    authenticity: reading.authenticity.verdict,
    authenticityCheckedBy: reading.authenticity.checkedBy,
    arrival: raw.arrival,
    subject: message.subject,
    language: reading.language?.code ?? null,
    sentAt,
    text: texts.text,
    replyText: texts.replyText ?? texts.text,
    addresses,
  };
}

const MESSAGE_COLUMNS = {
  id: 'uuid',
  content_hash: 'text',
  mailbox_id: 'uuid',
  thread_id: 'uuid',
  message_id: 'text',
  direction: 'text',
  class: 'text',
  subclass: 'text',
  class_reason: 'text',
  authenticity: 'text',
  authenticity_reason: 'text',
  authenticity_checked_by: 'text',
  arrival: 'text',
  subject: 'text',
  from_name: 'text',
  from_address: 'text',
  sent_at: 'timestamptz',
  received_at: 'timestamptz',
  text: 'utf8',
  reply_text: 'utf8',
  html_length: 'int',
  attachments: 'jsonb',
  reading: 'jsonb',
  size: 'int',
  contact_id: 'uuid',
  matched_at: 'timestamptz',
  parser_version: 'int',
  created_at: 'timestamptz',
} as const;

const ADDRESS_COLUMNS = {
  message_id: 'uuid',
  position: 'int',
  role: 'text',
  name: 'text',
  address: 'text',
  canonical: 'text',
  contact_id: 'uuid',
} as const;

function addressesOf(message: MessageRecord): ArrivingAddress[] {
  const roles: [AddressRole, readonly MailAddress[]][] = [
    ['from', message.from ? [message.from] : []],
    ['sender', message.sender ? [message.sender] : []],
    ['reply-to', message.replyTo],
    ['to', message.to],
    ['cc', message.cc],
    ['bcc', message.bcc],
  ];
  return roles
    .flatMap(([role, addresses]) => addresses.map((address) => ({ role, ...address })))
    .map(({ role, name, address }, position) => {
      const canonical = canonicalAddress(address) ?? null;
      return { position, role, name, address, canonical };
    });
}

function otherSide(message: MessageRecord, own: OwnAddresses): string[] {
  const people = [...(message.from ? [message.from] : []), ...message.to, ...message.cc];
  return people
    .filter(({ address }) => !isOwnAddress(own, address))
    .flatMap(({ address }) => canonicalAddress(address) ?? []);
}

/** What the log keeps of a mail's files. */
export function attachmentsOf(message: MessageRecord): StoredAttachment[] {
  return message.attachments.map(({ filename, contentType, size }) => ({
    filename: filename ?? '',
    contentType,
    size,
  }));
}

/** Without what has columns of its own. */
export function storedReading(
  reading: ReadMail['reading'],
  { trace, sentOffset }: MessageRecord,
): StoredReading {
  const { bounce, complaint, autoReply, unsubscribe, receipt, dmarc, challenge } = reading;
  const { calendar, language, signature, markup } = reading;
  return {
    bounce,
    complaint,
    autoReply,
    unsubscribe,
    receipt,
    dmarc,
    challenge,
    calendar,
    language,
    signature,
    trace,
    // Few mails have any: the others need not say so.
    ...(markup ? { markup } : {}),
    // Of a person's mail it hints at where they are.
    ...(sentOffset !== null && reading.class === 'human' ? { sentOffset } : {}),
  };
}
