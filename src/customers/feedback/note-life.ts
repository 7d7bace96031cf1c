import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** That somebody called, complained or filled a cart. */
export interface SignOfLife {
  contactId: string;
  at: Date;
}

/**
 * Whoever gives a sign of life is not silent, and is to be scored anew. The caller holds `lockCustomers`.
 */
export async function noteLife(tx: Tx, signs: readonly SignOfLife[], now: Date): Promise<void> {
  if (signs.length === 0) return;
  await sql`
    update contacts c set
      silent_since = case when x.at > c.last_activity_at then null else c.silent_since end,
      last_activity_at = greatest(c.last_activity_at, x.at),
      scores_due_at = least(c.scores_due_at, ${now}::timestamptz)
    from (
      select "contactId" as id, max(at) as at
      from jsonb_to_recordset(${JSON.stringify(signs)}::jsonb) as s("contactId" uuid, at timestamptz) group by 1
    ) as x
    where c.id = x.id`.execute(tx);
}

/** The contacts are to be scored anew, though they gave no sign themselves. */
export async function scoresDue(tx: Tx, contactIds: readonly string[], now: Date): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`
    update contacts set scores_due_at = ${now}
    where id = any(${[...new Set(contactIds)]}::uuid[]) and (scores_due_at is null or scores_due_at > ${now})`.execute(
    tx,
  );
}
