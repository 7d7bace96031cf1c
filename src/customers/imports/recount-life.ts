import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** The last sign of life of contacts of whom something was taken away, and that they are to be scored anew. */
export async function recountLife(tx: Tx, contactIds: readonly string[], now: Date): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`
    update contacts c set
      last_activity_at = greatest(c.last_incoming_at, c.last_purchase_at,
        (select max(at) from feedback f where f.contact_id = c.id),
        (select max(at) from interactions i where i.contact_id = c.id
          and (i.direction = 'incoming' or i.channel = 'meeting'))),
      scores_due_at = least(c.scores_due_at, ${now}::timestamptz)
    where c.id = any(${[...new Set(contactIds)]}::uuid[])`.execute(tx);
}
