import { NEWSLETTER, type Purpose, purposeOf, topicOf } from '../customers/consent/purpose.ts';
import type { Tx } from '../database/tables.ts';
import { grantConsent, withdrawConsent } from './change-consent.ts';
import type { UnsubscribeSubject } from './unsubscribe-link.ts';

/** Who unsubscribed, and from what; `all`: newsletters and offers of any kind. */
export interface Unsubscribed {
  canonical: string;
  purpose: Purpose | 'all';
}

/**
 * Honours a genuine unsubscribe token (unsubscribe-link.ts): no more mail on the topic of that mail to its recipient, or no
 * more marketing mail at all where it was not on a topic. Who says so in words of their own means all of it. Undefined when
 * the mail is not there any more. Twice does no harm.
 */
export async function unsubscribeByToken(
  tx: Tx,
  subject: UnsubscribeSubject,
  source: 'one-click' | 'page' | 'mailto' | 'reply',
  now: Date,
): Promise<Unsubscribed | undefined> {
  const meant = await meantBy(tx, subject);
  if (!meant) return undefined;
  const { canonical } = meant;
  const purpose = source === 'reply' ? 'all' : meant.purpose;
  const evidence = { emailId: subject.emailId };
  await withdrawConsent(tx, { canonical, purpose, source, actor: 'contact', evidence, now });
  return { canonical, purpose };
}

/** Takes back what `unsubscribeByToken` did, for it was pressed by mistake. */
export async function resubscribeByToken(
  tx: Tx,
  subject: UnsubscribeSubject,
  wording: string,
  now: Date,
): Promise<Unsubscribed | undefined> {
  const meant = await meantBy(tx, subject);
  if (!meant) return undefined;
  const evidence = { emailId: subject.emailId };
  await grantConsent(tx, { ...meant, source: 'page', actor: 'contact', wording, evidence, now });
  return meant;
}

/** Whose link it is, and what its mail was about. */
export async function meantBy(
  tx: Tx,
  { emailId }: Pick<UnsubscribeSubject, 'emailId'>,
): Promise<Unsubscribed | undefined> {
  const email = await tx
    .selectFrom('outgoing_emails')
    .select(['recipient_canonical', 'class', 'purpose'])
    .where('id', '=', emailId)
    .executeTakeFirst();
  if (!email) return undefined;
  const purpose = purposeOf(email.purpose, email.class);
  const oneTopic = topicOf(purpose) !== undefined && purpose !== NEWSLETTER;
  return { canonical: email.recipient_canonical, purpose: oneTopic ? purpose : 'all' };
}
