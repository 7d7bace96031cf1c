import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { settlePurchases } from './settle-purchases.ts';

/** Money that came for a purchase; negative where it was given back. */
export interface NewPayment {
  /** What makes it this payment and no other. */
  dedupeKey: string;
  /** The dedupe key of the purchase: `order:1042`. */
  purchaseKey: string;
  at: Date;
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  method: string | null;
  source: string;
  sourceRef: string | null;
  importId?: string | null | undefined;
}

export interface RecordPaymentsResult {
  recorded: number;
  alreadyKnown: number;
  /** Nothing is known of their purchases yet: not recorded, to be given again when it is. */
  unknownPurchase: NewPayment[];
  /** In another currency than the purchase: not recorded. */
  otherCurrency: NewPayment[];
}

/**
 * Records payments, each once by its dedupe key, in a few statements. `paid_minor` of a purchase is the sum of its
 * payments, more than its amount too; since when it is paid is settled anew (settle-purchases.ts).
 */
export async function recordPayments(
  tx: Tx,
  payments: readonly NewPayment[],
  now: Date,
): Promise<RecordPaymentsResult> {
  const result: RecordPaymentsResult = {
    recorded: 0,
    alreadyKnown: 0,
    unknownPurchase: [],
    otherCurrency: [],
  };
  if (payments.length === 0) return result;
  await lockCustomers(tx);
  const known = await knownKeys(tx, payments);
  const purchases = await purchasesOf(tx, payments);
  const rows: (NewPayment & { id: string; purchaseId: string; contactId: string })[] = [];
  for (const payment of payments) {
    const purchase = purchases.get(payment.purchaseKey);
    if (known.has(payment.dedupeKey)) result.alreadyKnown++;
    else if (purchase === undefined) result.unknownPurchase.push(payment);
    else if (purchase.currency !== payment.currency) result.otherCurrency.push(payment);
    else {
      known.add(payment.dedupeKey);
      rows.push({ ...payment, id: newId(), purchaseId: purchase.id, contactId: purchase.contactId });
    }
  }
  result.recorded = rows.length;
  if (rows.length === 0) return result;
  await sql`
    insert into payments (id, purchase_id, contact_id, dedupe_key, at, amount_minor, currency, method, source,
      source_ref, import_id, created_at)
    select id, "purchaseId", "contactId", "dedupeKey", at, "amountMinor", currency, method, source, "sourceRef",
      "importId", ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, "purchaseId" uuid, "contactId" uuid, "dedupeKey" text, at timestamptz, "amountMinor" bigint,
      currency text, method text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
  await settlePurchases(
    tx,
    rows.map(({ purchaseId }) => purchaseId),
    now,
  );
  return result;
}

async function knownKeys(tx: Tx, payments: readonly NewPayment[]): Promise<Set<string>> {
  const keys = payments.map(({ dedupeKey }) => dedupeKey);
  const { rows } = await sql<{ key: string }>`
    select dedupe_key as key from payments where dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}

interface PaidPurchase {
  id: string;
  contactId: string;
  currency: string;
}

async function purchasesOf(tx: Tx, payments: readonly NewPayment[]): Promise<Map<string, PaidPurchase>> {
  const keys = [...new Set(payments.map(({ purchaseKey }) => purchaseKey))];
  const { rows } = await sql<PaidPurchase & { key: string }>`
    select dedupe_key as key, id, contact_id as "contactId", currency from purchases
    where dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Map(rows.map(({ key, ...purchase }) => [key, purchase]));
}
