import type { MailClass, OutgoingState, Tx } from '../database/tables.ts';

/** One line of the outbox, for a list. */
export interface OutboxLine {
  id: string;
  state: OutgoingState;
  reason: string;
  class: MailClass;
  automation: string;
  recipient: string;
  subject: string;
  attempt: number;
  stateAt: Date;
  dueAt: Date;
  sentAt: Date | null;
}

/** A mail with all that is known about it, its bytes too. */
export interface OutboxEmail extends OutboxLine {
  idemKey: string;
  messageId: string;
  envelopeFrom: string;
  smtpReply: string | null;
  evidence: object;
  resendOf: string | null;
  bytes: Buffer;
  transitions: { from: OutgoingState | null; to: OutgoingState; reason: string; actor: string; at: Date }[];
}

const LINE = [
  'id',
  'state',
  'state_reason as reason',
  'class',
  'automation',
  'recipient',
  'subject',
  'attempt',
  'state_at as stateAt',
  'due_at as dueAt',
  'sent_at as sentAt',
] as const;

/** Newest first, at most `limit`; `before` is the id that the last page ended with. */
export function listOutbox(
  tx: Tx,
  { states, limit, before }: { states?: readonly OutgoingState[]; limit: number; before?: string },
): Promise<OutboxLine[]> {
  let query = tx.selectFrom('outgoing_emails').select(LINE).orderBy('id', 'desc').limit(limit);
  if (states) query = query.where('state', 'in', [...states]);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.execute();
}

/** Everything about one mail, or undefined. */
export async function showEmail(tx: Tx, id: string): Promise<OutboxEmail | undefined> {
  const row = await tx
    .selectFrom('outgoing_emails')
    .select([
      ...LINE,
      'idem_key as idemKey',
      'message_id as messageId',
      'envelope_from as envelopeFrom',
      'smtp_reply as smtpReply',
      'evidence',
      'resend_of as resendOf',
      'bytes',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const transitions = await tx
    .selectFrom('outgoing_transitions')
    .select(['from_state as from', 'to_state as to', 'reason', 'actor', 'at'])
    .where('email_id', '=', id)
    .orderBy('number')
    .execute();
  return { ...row, bytes: Buffer.from(row.bytes), transitions };
}

/** How many mails are in each state; states with none are left out. */
export async function countOutbox(tx: Tx): Promise<Partial<Record<OutgoingState, number>>> {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
