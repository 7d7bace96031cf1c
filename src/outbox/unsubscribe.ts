import type { Tx } from '../database/tables.ts';
import { suppress } from './suppress.ts';
import type { UnsubscribeSubject } from './unsubscribe-link.ts';

/**
 * Honours a genuine unsubscribe token (unsubscribe-link.ts): no more marketing mail to the recipient of that mail.
 * Answers the canonical address, or undefined when the mail is not there any more. Twice does no harm.
 */
export async function unsubscribeByToken(
  tx: Tx,
  subject: UnsubscribeSubject,
  source: 'one-click' | 'page' | 'mailto' | 'reply',
): Promise<string | undefined> {
  const email = await tx
    .selectFrom('outgoing_emails')
    .select('recipient_canonical')
    .where('id', '=', subject.emailId)
    .executeTakeFirst();
  if (!email) return undefined;
  await suppress(tx, {
    canonical: email.recipient_canonical,
    scope: 'marketing',
    reason: 'unsubscribed',
    source,
    evidence: { emailId: subject.emailId },
  });
  return email.recipient_canonical;
}
