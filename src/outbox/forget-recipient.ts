import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';

/** Mails of the outbox to one person. */
export interface ForgottenMail {
  /** Had not left, and will not. */
  cancelled: number;
  /** Had been sent, or had failed: bytes, subject and all are gone. */
  removed: number;
}

/**
 * Takes every mail to a person out of the outbox, with its history. The caller holds the fence lock, so that none of them
 * leaves afterwards. Undefined, and nothing is done, while one of them is being handed over: what becomes of it has to be
 * written down first.
 */
export async function forgetRecipient(
  tx: Tx,
  { contactId, canonicals }: { contactId: string | null; canonicals: readonly string[] },
): Promise<ForgottenMail | undefined> {
  const theirs = sql`(contact_id = ${contactId}::uuid or recipient_canonical = any(${[...canonicals]}::text[]))`;
  const { rows: leaving } = await sql`
    select from outgoing_emails where ${theirs} and state = 'transmitting' limit 1`.execute(tx);
  if (leaving.length > 0) return undefined;
  const { rows } = await sql<{ state: string }>`
    delete from outgoing_emails where ${theirs} returning state`.execute(tx);
  const cancelled = rows.filter(({ state }) => WAITING.has(state)).length;
  return { cancelled, removed: rows.length - cancelled };
}

const WAITING = new Set(['draft', 'awaiting-approval', 'queued', 'claimed']);

/** Empties mails that left already, by their Message-IDs: they spoke of somebody who is to be forgotten. */
export async function emptySentMail(tx: Tx, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await sql`
    update outgoing_emails set bytes = '', copy_state = case when copy_state = 'appended' then copy_state else 'none' end
    where message_id = any(${[...messageIds]}::text[])
      and state not in ('draft', 'awaiting-approval', 'queued', 'claimed', 'transmitting')`.execute(tx);
}
