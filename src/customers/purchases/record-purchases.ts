import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { newId } from '../../lib/ids.ts';
import { identifyPeople } from '../identify/identify-people.ts';
import { NO_PEOPLE_RULES, type PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { convertCarts } from './convert-carts.ts';
import { insertPaidPurchases } from './insert-paid.ts';
import { insertPurchases } from './insert-purchases.ts';
import type { NewPurchase, PurchaseRow } from './new-purchase.ts';
import { refreshPurchaseCounters } from './purchase-counters.ts';

export type { NewPurchase } from './new-purchase.ts';

export interface RecordPurchasesResult {
  recorded: number;
  alreadyKnown: number;
  /** The dedupe keys of those given that were on record before. */
  known: ReadonlySet<string>;
  /** Bought by the business itself, or by nobody who is named: not recorded. */
  refused: number;
  /** Bought by somebody who was erased and does not come back: not recorded. */
  erased: number;
  /** Which, and why. */
  refusals: { dedupeKey: string; reason: string }[];
  /** Contacts that did not exist before. */
  created: number;
  /** Who bought what was recorded. */
  contactIds: string[];
}

export interface RecordPurchasesOptions {
  /** Leaves the buyers' counters to the caller, who writes many batches and counts each buyer once (refreshPurchaseCounters). */
  countLater?: boolean;
}

/**
 * Records purchases, a batch in a few statements, each once by its dedupe key. An unknown buyer becomes a customer, a
 * known lead too; products and lines, what was paid, carts that it ends, and the buyers' counters follow, and each new
 * purchase is noticed as a signal `purchase`, all in this transaction.
 */
export async function recordPurchases(
  tx: Tx,
  purchases: readonly NewPurchase[],
  now: Date,
  rules: PeopleRules = NO_PEOPLE_RULES,
  { countLater = false }: RecordPurchasesOptions = {},
): Promise<RecordPurchasesResult> {
  const result: RecordPurchasesResult = {
    recorded: 0,
    alreadyKnown: 0,
    known: new Set(),
    refused: 0,
    erased: 0,
    refusals: [],
    created: 0,
    contactIds: [],
  };
  if (purchases.length === 0) return result;
  await lockCustomers(tx);
  result.known = await knownKeys(tx, [...new Set(purchases.map(({ dedupeKey }) => dedupeKey))]);
  const known = new Set(result.known);
  const fresh = purchases.filter(({ dedupeKey }) => {
    const first = !known.has(dedupeKey);
    known.add(dedupeKey);
    return first;
  });
  result.alreadyKnown = purchases.length - fresh.length;
  const buyers = await identifyPeople(
    tx,
    fresh.map((purchase) => ({ ...purchase, kind: 'customer' as const })),
    rules,
    now,
  );
  const rows: PurchaseRow[] = [];
  const created = new Set<string>();
  for (const [at, purchase] of fresh.entries()) {
    const buyer = buyers[at];
    if (buyer === undefined || 'refused' in buyer) {
      const reason = buyer?.refused ?? 'nobody named';
      result[reason === 'erased' ? 'erased' : 'refused']++;
      result.refusals.push({ dedupeKey: purchase.dedupeKey, reason });
      continue;
    }
    if (buyer.created) created.add(buyer.contactId);
    rows.push({ ...purchase, id: newId(), contactId: buyer.contactId, dueAt: dueAt(purchase) });
  }
  result.recorded = rows.length;
  result.created = created.size;
  if (rows.length === 0) return result;
  await insertPurchases(tx, rows, now);
  await insertPaidPurchases(tx, rows, now);
  const contactIds = [...new Set(rows.map(({ contactId }) => contactId))];
  result.contactIds = contactIds;
  await convertCarts(tx, contactIds);
  if (!countLater) await refreshPurchaseCounters(tx, contactIds, now);
  return result;
}

async function knownKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select dedupe_key as key from purchases where dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Set(rows.map(({ key }) => key));
}

function dueAt({ dueAt: named, creditDays, occurredAt }: NewPurchase): Date | null {
  if (named !== undefined && named !== null) return named;
  if (creditDays === undefined || creditDays === null) return null;
  return new Date(occurredAt.getTime() + creditDays * DAY_MS);
}
