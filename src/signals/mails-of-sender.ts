import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { type DetectableMessage, loadDetectable } from './detectable-message.ts';

export interface MailsOfSenderOptions {
  /** Canonical; everybody's where none is named. */
  sender?: string | undefined;
  limit: number;
  /** Only those logged before the one of this id. */
  before?: string | undefined;
}

/** The mails of one sender, with the texts of those that may tell of an order, the newest logged first. */
export function mailsOfSender(
  tx: Tx,
  { sender, limit, before }: MailsOfSenderOptions,
): Promise<DetectableMessage[]> {
  if (sender === undefined) {
    const earlier = before === undefined ? sql`` : sql`where id < ${before}`;
    return loadDetectable(tx, sql`${earlier} order by id desc limit ${limit}`, { confirmers: [] });
  }
  const older = before === undefined ? sql`` : sql`and a.message_id < ${before}`;
  return loadDetectable(
    tx,
    sql`where id in (
      select a.message_id from message_addresses a
      where a.canonical = ${sender} and a.role = 'from' ${older}
      order by a.message_id desc limit ${limit})
      order by id desc`,
    { confirmers: [sender] },
  );
}

/** The latest mails of one sender, the newest first. */
export function latestMailsOf(tx: Tx, sender: string, limit: number): Promise<DetectableMessage[]> {
  return loadDetectable(
    tx,
    sql`where id in (
      select m.id from message_addresses a
      join messages m on m.business_id = a.business_id and m.id = a.message_id
      where a.canonical = ${sender} and a.role = 'from'
      order by m.received_at desc, m.id desc limit ${limit})
      order by received_at desc, id desc`,
    { confirmers: [sender] },
  );
}

/** One mail as detectors see it; undefined when there is none of this id. */
export async function detectableMessage(tx: Tx, id: string): Promise<DetectableMessage | undefined> {
  const [message] = await loadDetectable(tx, sql`where id = ${id}`, { wanted: true, confirmers: [] });
  return message;
}
