import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { refreshPurchaseCounters } from '../purchases/purchase-counters.ts';
import { settlePurchases } from '../purchases/settle-purchases.ts';
import { recountLife } from './recount-life.ts';
import { count, keep, type UndoneImport } from './undone.ts';

/** Purchases that are taken back in one transaction. */
const BATCH = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Takes back the next purchases of an import after the one with the id `after` ('' for the first), with their lines,
 * payments and signals; carts that they ended are open again. One that was paid or talked of by something else stays.
 * Answers where to go on; undefined when there is no more.
 */
export async function undoPurchases(
  tx: Tx,
  { importId, after, now }: { importId: string; after: string; now: Date },
  result: UndoneImport,
): Promise<string | undefined> {
  await lockCustomers(tx);
  const { rows } = await sql<{ id: string; contactId: string; key: string; paid: boolean; said: boolean }>`
    select p.id, p.contact_id as "contactId", p.dedupe_key as key,
      exists (select from payments y where y.purchase_id = p.id and y.import_id is distinct from p.import_id) as paid,
      exists (select from feedback f where f.purchase_id = p.id and f.contact_id = p.contact_id
        and f.import_id is distinct from p.import_id) as said
    from purchases p
    where p.import_id = ${importId} and p.id > ${after === '' ? FIRST_ID : after}::uuid order by p.id limit ${BATCH}`.execute(
    tx,
  );
  const last = rows.at(-1);
  if (last === undefined) {
    await undoPayments(tx, importId, now, result);
    return undefined;
  }
  keep(result, 'purchases', rows.filter(({ paid }) => paid).length, 'payments for them came since');
  keep(result, 'purchases', rows.filter(({ paid, said }) => said && !paid).length, 'feedback is about them');
  const gone = rows.filter(({ paid, said }) => !paid && !said);
  const ids = gone.map(({ id }) => id);
  await sql`
    update carts set state = 'open', closed_at = null, purchase_id = null
    where contact_id = any(${gone.map(({ contactId }) => contactId)}::uuid[]) and purchase_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`
    delete from signals where dedupe_key = any(${gone.map(({ key }) => `purchase:${key}`)}::text[])`.execute(
    tx,
  );
  await sql`delete from purchases where id = any(${ids}::uuid[])`.execute(tx);
  count(result, 'purchases', gone.length);
  const contacts = [...new Set(gone.map(({ contactId }) => contactId))];
  await refreshPurchaseCounters(tx, contacts, now);
  await recountLife(tx, contacts, now);
  await noLongerCustomers(tx, contacts);
  return last.id;
}

/** Payments that the import brought for purchases that were known. */
async function undoPayments(tx: Tx, importId: string, now: Date, result: UndoneImport): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    delete from payments y where y.import_id = ${importId}
      and not exists (select from purchases p where p.id = y.purchase_id and p.import_id = ${importId})
    returning y.purchase_id as id`.execute(tx);
  if (rows.length === 0) return;
  count(result, 'payments', rows.length);
  await settlePurchases(
    tx,
    rows.map(({ id }) => id),
    now,
  );
}

/** Who only was a customer for what was bought is a lead again. */
async function noLongerCustomers(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await sql`
    update contacts c set kind = 'lead'
    where c.id = any(${contactIds}::uuid[]) and c.kind = 'customer' and c.purchase_count = 0
      and not exists (select from details d where d.contact_id = c.id and d.field = 'kind' and d.removed_at is null)`.execute(
    tx,
  );
}
