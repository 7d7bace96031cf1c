import { sql } from 'kysely';
import type { PurchaseItem, Tx } from '../../database/tables.ts';
import { productsNamed } from '../purchases/products.ts';

/** A purchase that has no lines by product yet. */
export interface PurchaseWithoutItems {
  id: string;
  contactId: string;
  occurredAt: Date;
  items: readonly PurchaseItem[];
}

/** Writes the lines by product of purchases that were recorded without. */
export async function addItems(tx: Tx, purchases: readonly PurchaseWithoutItems[], now: Date): Promise<void> {
  const named = purchases.flatMap(({ items }) => items.map(({ name, sku }) => ({ name, sku })));
  if (named.length === 0) return;
  const products = await productsNamed(tx, named, now);
  const lines = purchases.flatMap(({ id, contactId, occurredAt, items }) =>
    items.flatMap(({ name, quantity, amountMinor = null }, position) => {
      const product = products.get(name);
      return product === undefined
        ? []
        : [{ id, contactId, occurredAt, position, product, quantity, amountMinor }];
    }),
  );
  await sql`
    insert into purchase_items (purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
    select id, position, product, "contactId", "occurredAt", quantity, "amountMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x(
      id uuid, position int, product uuid, "contactId" uuid, "occurredAt" timestamptz, quantity real,
      "amountMinor" bigint)
    on conflict do nothing`.execute(tx);
}
