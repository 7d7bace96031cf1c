import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { type DetectableMessage, loadDetectable } from './detectable-message.ts';

/** Where the mails of a sender are read on: below this id. */
export interface MailsOfSenderOptions {
  /** Canonical. */
  sender: string;
  limit: number;
  before?: string | undefined;
}

/** The mails of one sender with their texts, the newest logged first. */
export function mailsOfSender(
  tx: Tx,
  { sender, limit, before }: MailsOfSenderOptions,
): Promise<DetectableMessage[]> {
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

/** One mail as detectors see it; undefined when there is none of this id. */
export async function detectableMessage(tx: Tx, id: string): Promise<DetectableMessage | undefined> {
  const [message] = await loadDetectable(tx, sql`where id = ${id}`, { wanted: true, confirmers: [] });
  return message;
}
