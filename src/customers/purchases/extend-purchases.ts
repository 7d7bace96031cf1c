import { sql } from 'kysely';
import type { PurchaseItem, Tx } from '../../database/tables.ts';
import { productsNamed } from './products.ts';
import { settlePurchases } from './settle-purchases.ts';

/** A purchase of which more lines became known: all its lines, the new ones from `from` on, and what the whole costs. */
export interface ExtendedPurchase {
  id: string;
  contactId: string;
  dedupeKey: string;
  occurredAt: Date;
  items: PurchaseItem[];
  amountMinor: number;
  from: number;
}

/** Writes the new lines, the amount, and what follows from both: the payment that came with it, and what its signal shows. */
export async function extendPurchases(
  tx: Tx,
  purchases: readonly ExtendedPurchase[],
  { importId, now }: { importId: string | null; now: Date },
): Promise<void> {
  if (purchases.length === 0) return;
  const fresh = purchases.flatMap(({ items, from, id, contactId, occurredAt }) =>
    items.slice(from).map((item, at) => ({ ...item, position: from + at, id, contactId, occurredAt })),
  );
  const products = await productsNamed(
    tx,
    fresh.map(({ name, sku }) => ({ name, sku, importId })),
    now,
  );
  const lines = fresh.flatMap(({ name, ...line }) => {
    const product = products.get(name);
    return product === undefined ? [] : [{ ...line, product }];
  });
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(purchases)}::jsonb) as x(
        id uuid, "dedupeKey" text, items jsonb, "amountMinor" bigint)
    ), paid as (
      update payments y set amount_minor = x."amountMinor" from x
      where y.purchase_id = x.id and y.dedupe_key = 'paid:' || x."dedupeKey"
    ), noticed as (
      update signals s set evidence = s.evidence || jsonb_build_object('items', x.items, 'amountMinor', x."amountMinor") from x
      where s.dedupe_key = 'purchase:' || x."dedupeKey"
    )
    update purchases p set items = x.items, amount_minor = x."amountMinor" from x where p.id = x.id`.execute(
    tx,
  );
  await sql`
    insert into purchase_items (purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
    select id, position, product, "contactId", "occurredAt", quantity, "amountMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x(
      id uuid, position int, product uuid, "contactId" uuid, "occurredAt" timestamptz, quantity real,
      "amountMinor" bigint)`.execute(tx);
  await settlePurchases(
    tx,
    purchases.map(({ id }) => id),
    now,
  );
}
