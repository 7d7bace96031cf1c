import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { believed } from '../match/believed.ts';

/**
 * Makes logged mail follow addresses that were given to another contact, or taken from one: each mail belongs to whoever
 * has its address now, and the counters of everybody concerned are counted anew. The caller holds `lockCustomers`.
 */
export async function relinkMail(tx: Tx, canonicals: readonly string[], now: Date): Promise<void> {
  if (canonicals.length === 0) return;
  const { rows: linked } = await sql<{ message_id: string; was: string | null; is: string | null }>`
    with changed as (
      select a.business_id, a.message_id, a.position, a.contact_id as was, o.contact_id as is
      from unnest(${canonicals}::text[]) as w(canonical)
      join message_addresses a on a.canonical = w.canonical
      left join contact_addresses o on o.canonical = w.canonical
      where a.contact_id is distinct from o.contact_id
    )
    update message_addresses a set contact_id = x.is from changed x
    where a.business_id = x.business_id and a.message_id = x.message_id and a.position = x.position
    returning a.message_id, x.was, x.is`.execute(tx);
  await relinkMessages(tx, [...new Set(linked.map(({ message_id }) => message_id))]);
  await recountMail(
    tx,
    [...new Set(linked.flatMap(({ was, is }) => [was, is]).filter((id) => id !== null))],
    now,
  );
}

/** As plan-links.ts: the sender of what came in, the first recipient of what went out. */
async function relinkMessages(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update messages m set contact_id = (
      select a.contact_id from message_addresses a
      where a.business_id = m.business_id and a.message_id = m.id and a.contact_id is not null
        and (m.direction = 'incoming' and a.role = 'from' or m.direction = 'outgoing' and a.role in ('to', 'cc', 'bcc'))
      order by a.position limit 1)
    where m.id = any(${ids}::uuid[]) and m.direction <> 'internal' and m.matched_at is not null`.execute(tx);
}

/**
 * Counts the mail of these contacts anew, as matching would have counted it (plan-links.ts), and finds their last sign of
 * life of any kind. The caller holds `lockCustomers`.
 */
export async function recountMail(tx: Tx, contactIds: readonly string[], now: Date): Promise<void> {
  if (contactIds.length === 0) return;
  const byHand = sql`m.direction = 'incoming' and m.class = 'human' and m.subclass <> 'spam' and m.authenticity <> 'failed'`;
  await sql`
    update contacts c set
      incoming_count = n.received, last_incoming_at = n.last_received,
      outgoing_count = n.sent, last_outgoing_at = n.last_sent,
      first_message_at = least(n.first_received, n.first_sent),
      last_activity_at = greatest(n.last_sign, n.last_talk, n.last_feedback, n.last_cart, c.last_purchase_at),
      scores_due_at = least(c.scores_due_at, ${now})
    from (
      select w.id, received.*, sent.*,
        (select max(at) from interactions where contact_id = w.id and (direction = 'incoming' or channel = 'meeting')) as last_talk,
        (select max(at) from feedback where contact_id = w.id) as last_feedback,
        (select max(changed_at) from carts where contact_id = w.id) as last_cart
      from unnest(${contactIds}::uuid[]) as w(id)
      cross join lateral (
        select count(*) filter (where ${believed()})::int as received,
          min(m.sent_at) filter (where ${believed()}) as first_received,
          max(m.sent_at) filter (where ${believed()}) as last_received, max(m.sent_at) as last_sign
        from messages m where m.contact_id = w.id and ${byHand}
      ) as received
      cross join lateral (
        select count(distinct m.id)::int as sent, min(m.sent_at) as first_sent, max(m.sent_at) as last_sent
        from contact_addresses own
        join message_addresses a on a.canonical = own.canonical and a.role in ('to', 'cc', 'bcc')
        join messages m on m.business_id = a.business_id and m.id = a.message_id
        where own.contact_id = w.id and m.direction = 'outgoing' and m.class not in ('auto-reply', 'bounce')
          and m.matched_at is not null and ${believed()}
      ) as sent
    ) as n where c.id = n.id`.execute(tx);
}
