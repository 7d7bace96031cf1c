import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db } from '../../database/tables.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { refreshPurchaseCounters } from '../purchases/purchase-counters.ts';

/** Contacts that are counted in one transaction. */
const BATCH = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Where {
  db: Db;
  businessId: string;
  now: Date;
}

/** Counts the purchases of these contacts, a batch a transaction. */
export async function countBuyers(
  { db, businessId, now }: Where,
  contactIds: Iterable<string>,
): Promise<void> {
  // In the order of their rows, so that neighbours are written together.
  const ids = [...contactIds].sort();
  for (let at = 0; at < ids.length; at += BATCH) {
    await inBusiness(db, businessId, async (tx) => {
      await lockCustomers(tx);
      await refreshPurchaseCounters(tx, ids.slice(at, at + BATCH), now);
    });
  }
}

/**
 * Counts the buyers of imports that were cut off before they did. An import counts each buyer once, after many batches, and
 * notes in each that this is still to be done. To do it beside one that runs does no harm. How many were counted.
 */
export async function countCutOffImports(where: Where): Promise<number> {
  const { db, businessId } = where;
  const cutOff = await inBusiness(db, businessId, (tx) =>
    tx.selectFrom('imports').select('id').where(sql<boolean>`counts ->> 'uncounted' = 'true'`).execute(),
  );
  let counted = 0;
  for (const { id } of cutOff) {
    for (let after: string | undefined = FIRST_ID; after !== undefined; ) {
      const from: string = after;
      const buyers = await inBusiness(db, businessId, (tx) => buyersOf(tx, id, from));
      await countBuyers(where, buyers);
      counted += buyers.length;
      after = buyers.at(-1);
    }
    await inBusiness(db, businessId, (tx) =>
      tx.updateTable('imports').set({ counts: sql`counts - 'uncounted'` }).where('id', '=', id).execute(),
    );
  }
  return counted;
}

async function buyersOf(
  tx: Parameters<typeof lockCustomers>[0],
  importId: string,
  after: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct contact_id as id from purchases
    where import_id = ${importId} and contact_id > ${after}::uuid order by 1 limit ${BATCH}`.execute(tx);
  return rows.map(({ id }) => id);
}
