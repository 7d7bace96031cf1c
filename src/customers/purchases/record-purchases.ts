import { sql } from 'kysely';
import type { PurchaseItem, Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import { isOwn } from '../../messages/log/own-addresses.ts';
import { NO_PEOPLE_RULES, type PeopleRules } from '../match/company-domain.ts';
import { createContacts, type NewPerson } from '../match/create-contacts.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { findContacts } from '../match/find-contacts.ts';
import { nameFromAddress, tidyName } from '../match/person-name.ts';
import { refreshPurchaseCounters } from './purchase-counters.ts';

export interface NewPurchase {
  /** What makes it this purchase and no other: `order:1042`, `row:<hash>`, `mail:<hash>:<pattern>`. */
  dedupeKey: string;
  email: string;
  /** What the source calls the customer; '' when it does not say. */
  name?: string;
  orderId: string | null;
  occurredAt: Date;
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  method: string | null;
  items: PurchaseItem[];
  source: 'csv' | 'mail';
  /** `orders.csv:17`, or the id of the message. */
  sourceRef: string;
  /** History never triggers a mail. */
  history: boolean;
  /** What the signal shows besides the purchase: message id, sentence. */
  evidence?: object;
}

export interface RecordPurchasesResult {
  recorded: number;
  alreadyKnown: number;
  /** Bought by the business itself, or by no address at all: not recorded. */
  refused: number;
}

/**
 * Records purchases, a batch in a few statements, each once by its dedupe key. An unknown buyer becomes a customer, a
 * known lead too; their counters follow, and each new purchase is noticed as a signal `purchase` in this transaction.
 */
export async function recordPurchases(
  tx: Tx,
  purchases: readonly NewPurchase[],
  now: Date,
  rules: PeopleRules = NO_PEOPLE_RULES,
): Promise<RecordPurchasesResult> {
  const wanted = new Map<string, NewPurchase & { canonical: string }>();
  let refused = 0;
  for (const purchase of purchases) {
    const canonical = canonicalAddress(purchase.email);
    if (canonical === undefined || isOwn(rules.own, canonical)) refused++;
    else if (!wanted.has(purchase.dedupeKey)) wanted.set(purchase.dedupeKey, { ...purchase, canonical });
  }
  if (wanted.size === 0) return { recorded: 0, alreadyKnown: purchases.length - refused, refused };
  await lockCustomers(tx);
  const known = await knownKeys(tx, [...wanted.keys()]);
  const fresh = [...wanted.values()].filter(({ dedupeKey }) => !known.has(dedupeKey));
  const contacts = await findContacts(tx, [...new Set(fresh.map(({ canonical }) => canonical))]);
  const buyers = fresh.filter(({ canonical }) => !contacts.has(canonical)).map(newCustomer);
  const created = await createContacts(
    tx,
    [...new Map(buyers.map((one) => [one.canonical, one])).values()],
    rules,
    now,
  );
  const rows = fresh.map((purchase) => {
    const contact = contacts.get(purchase.canonical) ?? created.get(purchase.canonical);
    if (!contact) throw new Error('every buyer has a contact by now');
    return { ...purchase, id: newId(), signalId: newId(), contactId: contact.id };
  });
  await insertPurchases(tx, rows, now);
  await refreshPurchaseCounters(tx, [...new Set(rows.map(({ contactId }) => contactId))]);
  return { recorded: rows.length, alreadyKnown: purchases.length - refused - rows.length, refused };
}

async function knownKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select dedupe_key as key from purchases where dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}

function newCustomer(purchase: NewPurchase & { canonical: string }): NewPerson {
  return {
    canonical: purchase.canonical,
    address: purchase.email,
    name: tidyName(purchase.name ?? '') || nameFromAddress(purchase.email),
    kind: 'customer',
    source: purchase.source,
    sourceRef: purchase.sourceRef,
  };
}

type PurchaseRow = NewPurchase & { id: string; signalId: string; contactId: string };

async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const purchases = rows.map(({ evidence: _evidence, ...row }) => row);
  await sql`
    insert into purchases (id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency, method, items,
      source, source_ref, history, created_at)
    select id, "contactId", "dedupeKey", "orderId", "occurredAt", "amountMinor", currency, method, items,
      source, "sourceRef", history, ${now}
    from jsonb_to_recordset(${JSON.stringify(purchases)}::jsonb) as x(
      id uuid, "contactId" uuid, "dedupeKey" text, "orderId" text, "occurredAt" timestamptz, "amountMinor" bigint,
      currency text, method text, items jsonb, source text, "sourceRef" text, history boolean)`.execute(tx);
  const signals = rows.map((row) => ({
    id: row.signalId,
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
