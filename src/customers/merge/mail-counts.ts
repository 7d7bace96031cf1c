import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { believed } from '../match/believed.ts';

/** Mail that was counted for a contact (plan-links.ts); times as the database writes them. */
export interface MailCounts {
  incoming: number;
  outgoing: number;
  firstAt: string | null;
  lastIncomingAt: string | null;
  lastOutgoingAt: string | null;
  lastSignAt: string | null;
}

/** Of the mail that was logged after a merge, or waited to be matched then: what is the contact's by its addresses now. */
export async function mailSince(
  tx: Tx,
  contactId: string,
  since: { mergeId: string; waiting: readonly string[] },
): Promise<MailCounts> {
  const isSince = sql<boolean>`(m.id > ${since.mergeId}::uuid or m.id = any(${[...since.waiting]}::uuid[]))`;
  const { rows } = await sql<MailCounts>`
    select received.incoming, sent.outgoing, to_jsonb(least(received.first_at, sent.first_at)) as "firstAt",
      to_jsonb(received.last_at) as "lastIncomingAt", to_jsonb(sent.last_at) as "lastOutgoingAt",
      to_jsonb(received.last_sign) as "lastSignAt"
    from (
      select count(*) filter (where ${believed()})::int as incoming,
        min(m.sent_at) filter (where ${believed()}) as first_at,
        max(m.sent_at) filter (where ${believed()}) as last_at, max(m.sent_at) as last_sign
      from messages m where m.contact_id = ${contactId} and m.direction = 'incoming' and m.class = 'human'
        and m.subclass <> 'spam' and m.authenticity <> 'failed' and ${isSince}
    ) as received
    cross join (
      select count(distinct m.id)::int as outgoing, min(m.sent_at) as first_at, max(m.sent_at) as last_at
      from contact_addresses own
      join message_addresses a on a.canonical = own.canonical and a.role in ('to', 'cc', 'bcc')
      join messages m on m.business_id = a.business_id and m.id = a.message_id
      where own.contact_id = ${contactId} and m.direction = 'outgoing' and m.class not in ('auto-reply', 'bounce')
        and m.matched_at is not null and ${isSince} and ${believed()}
    ) as sent`.execute(tx);
  return rows[0] ?? NOTHING;
}

const NOTHING: MailCounts = {
  incoming: 0,
  outgoing: 0,
  firstAt: null,
  lastIncomingAt: null,
  lastOutgoingAt: null,
  lastSignAt: null,
};

/** Mails that went to both contacts and were counted for each. */
export async function countSentToBoth(tx: Tx, a: string, b: string): Promise<number> {
  const sentTo = (id: string) => sql`
    select r.message_id from contact_addresses own
    join message_addresses r on r.canonical = own.canonical and r.role in ('to', 'cc', 'bcc')
    join messages m on m.id = r.message_id
    where own.contact_id = ${id} and m.direction = 'outgoing' and m.class not in ('auto-reply', 'bounce')
      and m.matched_at is not null and ${believed()}`;
  const { rows } = await sql<{ both: number }>`
    select count(*)::int as both from (${sentTo(a)} intersect ${sentTo(b)}) as x`.execute(tx);
  return rows[0]?.both ?? 0;
}

/** Mails with one of these contacts in them that matching has still to count. */
export async function mailWaiting(tx: Tx, contactIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct m.id from contact_addresses own
    join message_addresses a on a.canonical = own.canonical and a.contact_id is null
    join messages m on m.id = a.message_id
    where own.contact_id = any(${[...contactIds]}::uuid[]) and m.matched_at is null
    limit ${MAX_WAITING}`.execute(tx);
  return rows.map(({ id }) => id);
}

const MAX_WAITING = 100_000;
