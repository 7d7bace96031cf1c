import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { PurchaseRow } from './new-purchase.ts';

/** Writes purchases and their signals, in two statements. */
export async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const purchases = rows.map(({ evidence: _evidence, email: _email, name: _name, ...row }) => row);
  await sql`
    insert into purchases (id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency, method, items,
      source, source_ref, import_id, history, promotion, credit_days, due_at, paid_minor, paid_at, created_at)
    select id, "contactId", "dedupeKey", "orderId", "occurredAt", "amountMinor", currency, method, items,
      source, "sourceRef", "importId", history, promotion, "creditDays", "dueAt",
      case when "paidAt" is null then 0 else "amountMinor" end, "paidAt", ${now}
    from jsonb_to_recordset(${JSON.stringify(purchases)}::jsonb) as x(
      id uuid, "contactId" uuid, "dedupeKey" text, "orderId" text, "occurredAt" timestamptz, "amountMinor" bigint,
      currency text, method text, items jsonb, source text, "sourceRef" text, "importId" uuid, history boolean,
      promotion text, "creditDays" int, "dueAt" timestamptz, "paidAt" timestamptz)`.execute(tx);
  const signals = rows.map((row) => ({
    id: newId(),
    contactId: row.contactId,
    dedupeKey: `purchase:${row.dedupeKey}`,
    occurredAt: row.occurredAt,
    history: row.history,
    evidence: {
      purchaseId: row.id,
      orderId: row.orderId,
      amountMinor: row.amountMinor,
      currency: row.currency,
      items: row.items,
      source: row.source,
      sourceRef: row.sourceRef,
      ...row.evidence,
    },
  }));
  await sql`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select id, 'purchase', "contactId", "dedupeKey", "occurredAt", history, evidence, ${now}
    from jsonb_to_recordset(${JSON.stringify(signals)}::jsonb) as x(
      id uuid, "contactId" uuid, "dedupeKey" text, "occurredAt" timestamptz, history boolean, evidence jsonb)
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
}
