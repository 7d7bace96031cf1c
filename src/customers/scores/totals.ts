import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { ContactFacts, CurrencyTotal, PurchaseFact } from './facts.ts';

/** The sums of these purchases by currency. */
export function totalsOf(purchases: readonly PurchaseFact[]): CurrencyTotal[] {
  const totals: CurrencyTotal[] = [];
  for (const { currency, amountMinor } of purchases) {
    let total = totals.find((one) => one.currency === currency);
    if (!total) {
      total = { currency, count: 0, amountMinor: 0 };
      totals.push(total);
    }
    total.count++;
    total.amountMinor += amountMinor;
  }
  return totals;
}

/** Of those who bought more often than is listed, everything is added up: a sum must not forget. */
export async function completeTotals(tx: Tx, facts: readonly ContactFacts[]): Promise<void> {
  const heavy = new Map(
    facts
      .filter(({ purchases, purchaseCount }) => purchaseCount > purchases.length)
      .map((one) => [one.id, one]),
  );
  if (heavy.size === 0) return;
  const { rows } = await sql<CurrencyTotal & { contactId: string }>`
    select contact_id as "contactId", currency, count(*)::int as count, sum(amount_minor - returned_minor)::bigint as "amountMinor"
    from purchases where contact_id = any(${[...heavy.keys()]}::uuid[]) and cancelled_at is null group by 1, 2`.execute(
    tx,
  );
  for (const one of heavy.values()) one.totals = [];
  for (const { contactId, ...total } of rows) heavy.get(contactId)?.totals.push(total);
}
