import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { PurchaseRow } from './new-purchase.ts';

/**
 * Writes purchases and the signal of each, in one statement: the rows are taken apart once, and what a signal shows is
 * made of them in the database.
 */
export async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const purchases = rows.map(
    ({ email: _email, name: _name, phone: _phone, externalId: _externalId, ...row }) => ({
      ...row,
      signalId: newId(),
    }),
  );
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(purchases)}::jsonb) as x(
        id uuid, "signalId" uuid, "contactId" uuid, "dedupeKey" text, "orderId" text, "occurredAt" timestamptz,
        "amountMinor" bigint, currency text, method text, items jsonb, source text, "sourceRef" text, "importId" uuid,
        history boolean, promotion text, "creditDays" int, "dueAt" timestamptz, "paidAt" timestamptz, evidence jsonb)
    ), bought as (
      insert into purchases (id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency, method, items,
        source, source_ref, import_id, history, promotion, credit_days, due_at, paid_minor, paid_at, created_at)
      select id, "contactId", "dedupeKey", "orderId", "occurredAt", "amountMinor", currency, method, items,
        source, "sourceRef", "importId", history, promotion, "creditDays", "dueAt",
        case when "paidAt" is null then 0 else "amountMinor" end, "paidAt", ${now}
      from x
    )
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select "signalId", 'purchase', "contactId", 'purchase:' || "dedupeKey", "occurredAt", history,
      jsonb_build_object('purchaseId', id, 'orderId', "orderId", 'amountMinor', "amountMinor", 'currency', currency,
        'items', items, 'source', source, 'sourceRef', "sourceRef") || coalesce(evidence, '{}'), ${now}
    from x
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
}
