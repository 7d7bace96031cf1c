import { sql } from 'kysely';
import type { Tx } from '../../../database/tables.ts';
import { lockCustomers } from '../../match/customers-lock.ts';
import { refreshPurchaseCounters } from '../../purchases/purchase-counters.ts';

/**
 * Takes back the purchases that one pattern read, with their payments, items and signals; whoever bought nothing else has
 * no purchases any more. Contacts stay. Answers how many purchases.
 */
export async function takeBackPurchases(tx: Tx, patternId: string, now: Date): Promise<number> {
  await lockCustomers(tx);
  const { rows } = await sql<{ contactId: string; key: string }>`
    delete from purchases where import_id = ${patternId}
    returning contact_id as "contactId", dedupe_key as key`.execute(tx);
  if (rows.length === 0) return 0;
  const contacts = [...new Set(rows.map(({ contactId }) => contactId))];
  await sql`
    delete from signals where dedupe_key = any(${rows.map(({ key }) => `purchase:${key}`)}::text[])`.execute(
    tx,
  );
  await sql`
    update contacts set first_purchase_at = null, last_purchase_at = null, purchase_count = 0, usual_gap_days = null,
      scores_due_at = least(scores_due_at, ${now}::timestamptz)
    where id = any(${contacts}::uuid[])`.execute(tx);
  await refreshPurchaseCounters(tx, contacts, now);
  return rows.length;
}
