import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { PurchaseRow } from './new-purchase.ts';

/** The payment behind each purchase that came as paid, so that what was paid is always the sum of payments. */
export async function insertPaidPurchases(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const payments = rows.flatMap(({ id, paidAt, ...row }) =>
    paidAt === undefined || paidAt === null
      ? []
      : [
          {
            id: newId(),
            purchaseId: id,
            contactId: row.contactId,
            dedupeKey: `paid:${row.dedupeKey}`,
            at: paidAt,
            amountMinor: row.amountMinor,
            currency: row.currency,
            method: row.method,
            source: row.source,
            sourceRef: row.sourceRef,
            importId: row.importId,
          },
        ],
  );
  if (payments.length === 0) return;
  await sql`
    insert into payments (id, purchase_id, contact_id, dedupe_key, at, amount_minor, currency, method, source,
      source_ref, import_id, created_at)
    select id, "purchaseId", "contactId", "dedupeKey", at, "amountMinor", currency, method, source, "sourceRef",
      "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(payments)}::jsonb) as x(
      id uuid, "purchaseId" uuid, "contactId" uuid, "dedupeKey" text, at timestamptz, "amountMinor" bigint,
      currency text, method text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
}
