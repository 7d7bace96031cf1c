import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';

/**
 * Adds what was learned about a mail to its evidence. When it shows that the mail had arrived at a server (a report or a
 * reply that refers to it, a copy in the provider's Sent folder), an uncertain one becomes `sent`; absence never
 * proves anything. Answers whether it was raised.
 */
export async function addEvidence(
  tx: Tx,
  emailId: string,
  evidence: object,
  { arrived, now }: { arrived: string | undefined; now: Date },
): Promise<boolean> {
  await sql`update outgoing_emails set evidence = evidence || ${JSON.stringify(evidence)}::jsonb
    where id = ${emailId}`.execute(tx);
  if (arrived === undefined) return false;
  const raised = await tx
    .updateTable('outgoing_emails')
    .set({
      state: 'sent',
      state_reason: arrived,
      state_actor: 'wafa',
      state_at: now,
      sent_at: now,
      lease_token: null,
      copy_state: 'to log',
    })
    .where('id', '=', emailId)
    .where('state', '=', 'uncertain')
    .returning('id')
    .execute();
  return raised.length > 0;
}

/** The outgoing email with this Message-ID (no angle brackets) was seen: in Sent, or a reply names it. */
export async function recordSeen(
  tx: Tx,
  messageId: string,
  where: 'the Sent folder' | 'a reply',
  now: Date,
): Promise<boolean> {
  const email = await tx
    .selectFrom('outgoing_emails')
    .select('id')
    .where('message_id', '=', messageId)
    .where('state', '=', 'uncertain')
    .executeTakeFirst();
  if (!email) return false;
  return addEvidence(tx, email.id, { seenIn: where }, { arrived: `seen in ${where}`, now });
}
