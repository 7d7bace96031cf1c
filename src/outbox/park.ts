import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';

/**
 * Queued mail of mailboxes that nobody sends for any more (they were taken out of the configuration): it is told why it
 * waits, and ends as `expired` when it has become too late. It is not cancelled: with its mailbox back in the configuration
 * it leaves. At most `limit` rows; repeatable.
 */
export function parkEmails({ db, businessId, mailboxIds, now, limit }: Parking): Promise<Parked> {
  return inBusiness(db, businessId, async (tx) => {
    // Nearly always there are none, and then no mail is looked at.
    const others = await sql<{ id: string }>`select id from mailboxes
      where id <> all(${[...mailboxIds]}::uuid[])`.execute(tx);
    if (others.rows.length === 0) return { parked: 0, expired: 0 };
    const taken = others.rows.map(({ id }) => id);
    const { rows } = await sql<{ state: string }>`update outgoing_emails e set
        state = case when expires_at <= ${now} then 'expired' else 'queued' end,
        state_reason = p.reason || case when expires_at <= ${now} then ', and it is too late now' else '' end,
        state_actor = 'wafa', state_at = ${now}
      from (select e.id, 'its mailbox ' || m.name || ' is not in the configuration any more' as reason
        from outgoing_emails e join mailboxes m on m.id = e.mailbox_id
        where e.state = 'queued' and e.due_at <= ${now} and e.mailbox_id = any(${taken}::uuid[])
          and (e.expires_at <= ${now} or e.state_reason is distinct from
            'its mailbox ' || m.name || ' is not in the configuration any more')
        order by e.due_at limit ${limit} for update of e skip locked) p
      where e.id = p.id returning e.state`.execute(tx);
    const expired = rows.filter(({ state }) => state === 'expired').length;
    return { parked: rows.length - expired, expired };
  });
}

interface Parking {
  db: Db;
  businessId: string;
  /** Those that are configured. */
  mailboxIds: readonly string[];
  /** The schedule's time. */
  now: Date;
  limit: number;
}

interface Parked {
  /** Told just now why they wait. */
  parked: number;
  expired: number;
}

/** How many mails wait for each mailbox that is not among `configured`, by the mailbox's name. */
export async function countParked(tx: Tx, configured: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; count: number }>`select m.name, count(*) as count
    from outgoing_emails e join mailboxes m on m.id = e.mailbox_id
    where e.state = 'queued' and m.name <> all(${[...configured]}::text[]) group by m.name`.execute(tx);
  return new Map(rows.map(({ name, count }) => [name, count]));
}
