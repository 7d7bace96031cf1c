import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { KeyedNotice } from './as-purchase.ts';
import { timeOf } from './sold-notice.ts';

/**
 * Notices that orders are on their way, as signals `shipment` of their buyers; each once by order and parcel. Of an order that
 * nobody knows there is nobody to tell it of. Answers how many are new.
 */
export async function recordShipments(tx: Tx, notices: readonly KeyedNotice[], now: Date): Promise<number> {
  if (notices.length === 0) return 0;
  const rows = notices.map((one) => ({
    id: newId(now.getTime()),
    key: one.key,
    dedupeKey: `shipment:${one.key}:${one.notice.documentId?.toLowerCase() ?? ''}`,
    occurredAt: timeOf(one),
    history: one.history,
    evidence: {
      messageId: one.messageId,
      sentence: one.notice.sentence,
      orderId: one.notice.orderId,
      trackingNumber: one.notice.documentId,
    },
  }));
  const written = await sql`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select x.id, 'shipment', p.contact_id, x."dedupeKey", x."occurredAt", x.history,
      x.evidence || jsonb_build_object('purchaseId', p.id), ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, key text, "dedupeKey" text,
      "occurredAt" timestamptz, history boolean, evidence jsonb)
    join purchases p on p.dedupe_key = x.key
    on conflict (business_id, dedupe_key) do nothing returning 1`.execute(tx);
  return written.rows.length;
}
