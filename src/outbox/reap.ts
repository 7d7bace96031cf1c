import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';

/**
 * Step 7 of the outgoing protocol, for mails whose worker is gone: a lease that ran out before the fence goes back to
 * the queue (no last byte left); one that ran out after it, by more than `graceMs`, becomes uncertain. Leases are by
 * the database's clock; `now` only dates the change.
 */
export function reapOutbox({
  db,
  businessId,
  now,
  graceMs = GRACE_MS,
}: {
  db: Db;
  businessId: string;
  now: Date;
  graceMs?: number;
}): Promise<{ requeued: number; uncertain: number }> {
  return inBusiness(db, businessId, async (tx) => {
    const requeued = await sql`update outgoing_emails
      set state = 'queued', state_reason = 'the worker that held it is gone', state_actor = 'wafa', state_at = ${now},
        lease_token = null, lease_until = null
      where id in (select id from outgoing_emails where state = 'claimed' and lease_until < clock_timestamp()
        for update skip locked) returning id`.execute(tx);
    // The token stays: a worker that was only asleep may still bring the server's reply.
    const uncertain = await sql`update outgoing_emails
      set state = 'uncertain', state_reason = 'the worker that sent it is gone, and its reply with it',
        state_actor = 'wafa', state_at = ${now}, lease_until = null
      where id in (select id from outgoing_emails where state = 'transmitting'
        and lease_until < clock_timestamp() - ${`${graceMs} milliseconds`}::interval for update skip locked)
      returning id`.execute(tx);
    return { requeued: requeued.rows.length, uncertain: uncertain.rows.length };
  });
}

const GRACE_MS = 60_000;
