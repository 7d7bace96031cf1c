import { findContacts } from '../customers/match/find-contacts.ts';
import type { Tx } from '../database/tables.ts';
import { type Unsubscribed, unsubscribeByToken } from '../outbox/unsubscribe.ts';
import type { UnsubscribeSubject } from '../outbox/unsubscribe-link.ts';
import { insertSignals } from '../signals/insert-signals.ts';
import { unsubscribeSignal } from '../signals/unsubscribe-signal.ts';

/**
 * What a click on the link in a mail does, in one transaction: no more marketing mail to its recipient (or none on its
 * topic), and the signal `unsubscribe`, as an answer by mail leaves one, so that sequences which stop on it stop too.
 * Answers who unsubscribed from what, or undefined when the mail is not there any more. Twice does no harm.
 */
export async function honourUnsubscribe(
  tx: Tx,
  subject: UnsubscribeSubject,
  source: 'one-click' | 'page',
  now: Date,
): Promise<Unsubscribed | undefined> {
  const done = await unsubscribeByToken(tx, subject, source, now);
  if (done) await noteUnsubscribe(tx, { emailId: subject.emailId, source }, done, now);
  return done;
}

/** The signal of it, once a day for each link. */
export async function noteUnsubscribe(
  tx: Tx,
  { emailId, source }: { emailId: string; source: 'one-click' | 'page' },
  { canonical, purpose }: Unsubscribed,
  now: Date,
): Promise<void> {
  const contact = (await findContacts(tx, [canonical])).get(canonical);
  const signal = {
    kind: 'unsubscribe',
    contactId: contact?.id ?? null,
    // A click on another day may end what began in between.
    dedupeKey: `unsubscribe:${emailId}:${now.toISOString().slice(0, 10)}`,
    occurredAt: now,
    history: false,
    evidence: { emailId, proof: 'our token', source },
  };
  await insertSignals(tx, [unsubscribeSignal(signal, purpose)], now);
}
