import type { OutgoingState, Tx } from '../../src/database/tables.ts';

/** What the mail servers of a test took: how often each Message-ID (no angle brackets) was accepted. */
export type AcceptedMails = ReadonlyMap<string, number>;

/**
 * Holds the outbox of one business against what the servers took: INV1, INV2, INV5, INV6 and INV9 of the promises. Answers
 * one line for each violation, so an empty list means that all hold. Run it when no worker runs any more.
 */
export async function checkOutgoing(tx: Tx, accepted: AcceptedMails): Promise<string[]> {
  const emails = await tx
    .selectFrom('outgoing_emails')
    .select(['id', 'idem_key', 'message_id', 'state', 'recipient_canonical', 'class', 'automation'])
    .execute();
  if (emails.length === 0) return ['there is no outgoing mail: nothing was checked'];
  const transitions = await tx
    .selectFrom('outgoing_transitions')
    .select(['email_id', 'from_state', 'to_state', 'at'])
    .orderBy('number')
    .execute();
  const suppressions = await tx.selectFrom('suppressions').selectAll().execute();
  const pauses = await tx.selectFrom('sending_pauses').selectAll().execute();
  const problems: string[] = [];

  const known = new Set(emails.map((email) => email.message_id));
  for (const messageId of accepted.keys()) {
    if (!known.has(messageId)) problems.push(`INV2 ${messageId} was accepted and is in no row`);
  }
  const perOccasion = new Map<string, number>();
  for (const email of emails) {
    const copies = accepted.get(email.message_id) ?? 0;
    if (copies > 1) problems.push(`INV1 ${email.idem_key} was accepted ${copies} times`);
    const verdict = wrongVerdict(email.state, copies);
    if (verdict) problems.push(`INV2 ${email.idem_key} ${verdict}`);
    const occasion = `${email.automation} to ${email.recipient_canonical}: ${email.idem_key.replace(/:resend$/, '')}`;
    perOccasion.set(occasion, (perOccasion.get(occasion) ?? 0) + 1);
  }
  for (const [occasion, count] of perOccasion) {
    if (count > 1) problems.push(`INV5 ${count} mails for ${occasion}`);
  }

  const emailsById = new Map(emails.map((email) => [email.id, email]));
  const last = new Map<string, OutgoingState>();
  for (const { email_id: id, from_state: from, to_state: to, at } of transitions) {
    const email = emailsById.get(id);
    if (!email) continue;
    const previous = last.get(id) ?? null;
    if (from !== previous) problems.push(`INV9 ${email.idem_key} went from ${from}, but was ${previous}`);
    if (!ALLOWED[from ?? 'new'].includes(to))
      problems.push(`INV9 ${email.idem_key} went from ${from} to ${to}`);
    last.set(id, to);
    if (to !== 'transmitting') continue;
    const suppressed = suppressions.find(
      ({ canonical, scope, created_at }) =>
        canonical === email.recipient_canonical &&
        (scope === 'all' || email.class === 'marketing') &&
        at > created_at,
    );
    if (suppressed) problems.push(`INV6 ${email.idem_key} passed the fence after its address was suppressed`);
    const paused = pauses.find(
      ({ since, ended_at }) =>
        at > since && (ended_at === null || at.getTime() < ended_at.getTime() - RESUME_TOLERANCE_MS),
    );
    if (paused) problems.push(`INV6 ${email.idem_key} passed the fence while sending was paused`);
  }
  for (const email of emails) {
    if (last.get(email.id) !== email.state)
      problems.push(`INV9 ${email.idem_key} is ${email.state} without an audit row`);
  }
  return problems;
}

/** The transaction of a fence may begin just before a resume that it then sees. */
const RESUME_TOLERANCE_MS = 1000;

const ALLOWED: Record<OutgoingState | 'new', readonly OutgoingState[]> = {
  new: ['draft', 'awaiting-approval', 'queued', 'suppressed'],
  // Sent by a person from their own mail program.
  draft: ['sent', 'cancelled', 'suppressed', 'expired'],
  'awaiting-approval': ['queued', 'cancelled', 'suppressed', 'expired'],
  queued: ['claimed', 'cancelled', 'suppressed', 'expired'],
  claimed: ['transmitting', 'queued', 'failed', 'cancelled', 'suppressed', 'expired'],
  transmitting: ['sent', 'failed', 'uncertain', 'queued'],
  uncertain: ['sent'],
  sent: [],
  failed: [],
  cancelled: [],
  suppressed: [],
  expired: [],
};

/** sent ⇒ accepted; accepted ⇒ sent, uncertain, or transmitting. */
function wrongVerdict(state: OutgoingState, copies: number): string | undefined {
  if (state === 'sent') return copies === 0 ? 'is called sent and no server took it' : undefined;
  if (state === 'uncertain' || state === 'transmitting' || copies === 0) return undefined;
  return `is called ${state} and a server took it`;
}
