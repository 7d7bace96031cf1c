import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { PurchaseRow } from './new-purchase.ts';
import { productsNamed } from './products.ts';

/**
 * Writes purchases, their lines by product and the signal of each that was noticed, in one statement: the rows are taken
 * apart once, and what a signal shows is made of them in the database. The caller holds `lockCustomers`.
 */
export async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const products = await productsNamed(
    tx,
    rows.flatMap(({ items, importId }) => items.map(({ name, sku }) => ({ name, sku, importId }))),
    now,
  );
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows.map(written))}::jsonb) as x(
        id uuid, "signalId" uuid, "contactId" uuid, "dedupeKey" text, "orderId" text, "occurredAt" timestamptz,
        "amountMinor" bigint, currency text, method text, items jsonb, source text, "sourceRef" text, "importId" uuid,
        history boolean, noticed boolean, promotion text, "creditDays" int, "dueAt" timestamptz, "paidAt" timestamptz,
        evidence jsonb)
    ), bought as (
      insert into purchases (id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency, method, items,
        source, source_ref, import_id, history, promotion, credit_days, due_at, paid_minor, paid_at, created_at)
      select id, "contactId", "dedupeKey", "orderId", "occurredAt", "amountMinor", currency, method, items,
        source, "sourceRef", "importId", history, promotion, "creditDays", "dueAt",
        case when "paidAt" is null then 0 else "amountMinor" end, "paidAt", ${now}
      from x
    ), lines as (
      insert into purchase_items (purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
      select x.id, i.position - 1, p.id, x."contactId", x."occurredAt", (i.item ->> 'quantity')::real,
        (i.item ->> 'amountMinor')::bigint
      from x cross join lateral jsonb_array_elements(x.items) with ordinality as i(item, position)
      join unnest(${[...products.keys()]}::text[], ${[...products.values()]}::uuid[]) as p(name, id)
        on p.name = i.item ->> 'name'
    )
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select "signalId", 'purchase', "contactId", 'purchase:' || "dedupeKey", "occurredAt", history,
      jsonb_build_object('purchaseId', id, 'orderId', "orderId", 'amountMinor', "amountMinor", 'currency', currency,
        'items', items, 'source', source, 'sourceRef', "sourceRef") || coalesce(evidence, '{}'), ${now}
    from x where noticed
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
}

/** What the database needs of a row; nothing is written of what it does not say. */
function written(row: PurchaseRow) {
  // What a file tells of the past was not noticed by Wafa: it is on record, and starts nothing.
  const noticed = !(row.history && row.source === 'csv');
  return {
    id: row.id,
    signalId: noticed ? newId() : undefined,
    contactId: row.contactId,
    dedupeKey: row.dedupeKey,
    orderId: row.orderId ?? undefined,
    occurredAt: row.occurredAt,
    amountMinor: row.amountMinor,
    currency: row.currency,
    method: row.method ?? undefined,
    items: row.items,
    source: row.source,
    sourceRef: row.sourceRef,
    importId: row.importId ?? undefined,
    history: row.history,
    noticed,
    promotion: row.promotion ?? undefined,
    creditDays: row.creditDays ?? undefined,
    dueAt: row.dueAt ?? undefined,
    paidAt: row.paidAt ?? undefined,
    evidence: noticed ? row.evidence : undefined,
  };
}
