import { sql } from 'kysely';
import { exactTime, isAfter, type KeysetPosition } from '../../database/keyset.ts';
import type { MessageClass, MessageDirection, Tx } from '../../database/tables.ts';
import { indexable } from '../threads/find-threads.ts';
import type { StoredReading } from './store-messages.ts';

/** A line of the message log. */
export interface LoggedMessage {
  id: string;
  receivedAt: Date;
  direction: MessageDirection;
  class: MessageClass;
  subject: string;
  fromName: string;
  fromAddress: string;
  contactId: string | null;
  contactName: string | null;
  /** `receivedAt` to the microsecond, to go on from. */
  at: string | null;
}

/** Up to `limit` messages, newest first, after `before`; of one class or of all. */
export async function listMessages(
  tx: Tx,
  options: { limit: number; before?: KeysetPosition | undefined; class?: MessageClass | undefined },
): Promise<LoggedMessage[]> {
  const { before } = options;
  return tx
    .selectFrom('messages as m')
    .leftJoin('contacts as c', 'c.id', 'm.contact_id')
    .select([
      'm.id',
      'm.received_at as receivedAt',
      'm.direction',
      'm.class',
      'm.subject',
      'm.from_name as fromName',
      'm.from_address as fromAddress',
      'm.contact_id as contactId',
      'c.name as contactName',
    ])
    .select(exactTime('m.received_at').as('at'))
    .$if(options.class !== undefined, (query) => query.where('m.class', '=', options.class ?? 'other'))
    .$if(before !== undefined, (query) =>
      query.where(isAfter(sql.ref('m.received_at'), 'm.id', before ?? { at: null, id: '' })),
    )
    .orderBy('m.received_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(options.limit)
    .execute();
}

/** One message with all that is kept of it. */
export type ShownMessage = NonNullable<Awaited<ReturnType<typeof showMessage>>>;

/** One message with everything that is kept of it, or undefined. */
export async function showMessage(tx: Tx, id: string) {
  const message = await tx
    .selectFrom('messages as m')
    .leftJoin('contacts as c', 'c.id', 'm.contact_id')
    .selectAll('m')
    .select('c.name as contact_name')
    .where('m.id', '=', id)
    .executeTakeFirst();
  if (!message) return undefined;
  const addresses = await tx
    .selectFrom('message_addresses')
    .select(['role', 'name', 'address'])
    .where('message_id', '=', id)
    .orderBy('position')
    .execute();
  const thread = await tx
    .selectFrom('messages')
    .select([
      'id',
      'received_at as receivedAt',
      'from_name as fromName',
      'from_address as fromAddress',
      'subject',
    ])
    .where('thread_id', '=', message.thread_id)
    .orderBy('received_at')
    .limit(THREAD_LINES)
    .execute();
  // Mail that an older version read may lack any of it.
  const reading = message.reading as Partial<StoredReading>;
  return { message, reading, addresses, thread, about: await mailItIsAbout(tx, reading) };
}

/** Our mail that a report, a complaint or a receipt speaks of, when it is in the log. */
async function mailItIsAbout(tx: Tx, { bounce, complaint, receipt }: Partial<StoredReading>) {
  const messageId = (bounce ?? complaint ?? receipt)?.originalMessageId ?? null;
  if (messageId === null) return undefined;
  return tx
    .selectFrom('messages')
    .select(['id', 'subject'])
    .where('message_id', '=', indexable(messageId))
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
}

/** Lines of a conversation that are shown beside a message. */
const THREAD_LINES = 50;
