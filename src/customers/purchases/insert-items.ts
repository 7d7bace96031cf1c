import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { PurchaseRow } from './new-purchase.ts';
import { productsNamed } from './products.ts';

/** Writes the lines, by product, of purchases that were on record without them. The caller holds `lockCustomers`. */
export async function insertItems(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const named = rows.flatMap(({ items, importId }) =>
    items.map(({ name, sku }) => ({ name, sku, importId })),
  );
  const products = await productsNamed(tx, named, now);
  const lines = rows.flatMap(({ id, contactId, occurredAt, items }) =>
    items.map(({ name, quantity, amountMinor = null }, position) => ({
      id,
      position,
      product: products.get(name),
      contactId,
      occurredAt,
      quantity,
      amountMinor,
    })),
  );
  const known = lines.filter(({ product }) => product !== undefined);
  if (known.length === 0) return;
  await sql`
    insert into purchase_items (purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
    select id, position, product, "contactId", "occurredAt", quantity, "amountMinor"
    from jsonb_to_recordset(${JSON.stringify(known)}::jsonb) as x(
      id uuid, position int, product uuid, "contactId" uuid, "occurredAt" timestamptz, quantity real,
      "amountMinor" bigint)`.execute(tx);
}
