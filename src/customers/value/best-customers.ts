import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { countBuyers, summarisePurchases } from './summarise-purchases.ts';
import { scorePurchases, type ValueModel } from './value-model.ts';

/** One customer with what was bought, and what is expected over the next 12 months. Amounts in minor units. */
export interface BestCustomer {
  contactId: string;
  name: string;
  address: string | null;
  revenueMinor: number;
  /** Days with a purchase. */
  purchases: number | null;
  lastPurchaseAt: Date | null;
  /** 0 to 1; null is not known. */
  alive: number | null;
  expectedPurchases: number | null;
  expectedRevenueMinor: number | null;
  reasons: string[];
}

export interface BestCustomers {
  customers: BestCustomer[];
  /** Over all buyers of the currency, not only those listed. */
  buyers: number;
  expectedPurchases: number | null;
  expectedRevenueMinor: number | null;
  /** The latest of all. */
  lastPurchaseAt: Date | null;
  /** `now`: worked out for this answer. `scores`: as the scores have it. */
  from: 'now' | 'scores';
}

export interface BestCustomersOptions {
  currency: string;
  model: ValueModel;
  by: 'value' | 'revenue';
  limit: number;
  now: Date;
  /** Whose days count. */
  timeZone: string;
  /** Up to so many buyers are gone through at once; of more, what their scores say is taken. */
  maxAtOnce?: number;
}

/** What goes through a process at once without being felt. */
export const MAX_AT_ONCE = 20_000;

/** The customers who are worth most, by what is expected of them or by what they spent so far. */
export async function bestCustomers(tx: Tx, options: BestCustomersOptions): Promise<BestCustomers> {
  const { maxAtOnce = MAX_AT_ONCE } = options;
  return (await countBuyers(tx)) <= maxAtOnce ? workedOut(tx, options) : fromScores(tx, options);
}

async function workedOut(
  tx: Tx,
  { currency, model, by, limit, now, timeZone }: BestCustomersOptions,
): Promise<BestCustomers> {
  const buyers = (await summarisePurchases(tx, { currency, now, timeZone })).map((summary) => ({
    ...summary,
    ...scorePurchases(model, summary),
  }));
  const worth = (one: (typeof buyers)[number]) =>
    by === 'value' ? (one.expectedRevenueMinor ?? -1) : one.revenueMinor;
  const best = buyers
    .sort(
      (a, b) =>
        worth(b) - worth(a) || b.revenueMinor - a.revenueMinor || (a.contactId < b.contactId ? -1 : 1),
    )
    .slice(0, limit);
  const people = await peopleOf(
    tx,
    best.map(({ contactId }) => contactId),
  );
  return {
    customers: best.map(({ contactId, repeats, revenueMinor, lastPurchaseAt, ...one }) => ({
      contactId,
      name: people.get(contactId)?.name ?? '',
      address: people.get(contactId)?.address ?? null,
      revenueMinor,
      purchases: repeats + 1,
      lastPurchaseAt,
      alive: one.alive,
      expectedPurchases: one.expectedPurchases,
      expectedRevenueMinor: one.expectedRevenueMinor,
      reasons: one.reasons,
    })),
    buyers: buyers.length,
    expectedPurchases: sumOf(buyers.map((one) => one.expectedPurchases)),
    expectedRevenueMinor: sumOf(buyers.map((one) => one.expectedRevenueMinor)),
    lastPurchaseAt: latestOf(buyers.map((one) => one.lastPurchaseAt)),
    from: 'now',
  };
}

/** Undefined parts make no whole. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function latestOf(dates: readonly Date[]): Date | null {
  return dates.reduce<Date | null>((latest, date) => (latest && latest > date ? latest : date), null);
}

async function peopleOf(tx: Tx, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; name: string; address: string | null }>`
    select c.id, c.name, ${addressOf} as address from contacts c where c.id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The one that is mailed first. */
const addressOf = sql`(select a.address from contact_addresses a where a.contact_id = c.id
  order by a.mailed_first desc, a.created_at, a.canonical limit 1)`;

async function fromScores(tx: Tx, { currency, by, limit }: BestCustomersOptions): Promise<BestCustomers> {
  const worth = sql.ref(by === 'value' ? 's.expected_revenue_minor' : 's.revenue_minor');
  const { rows } = await sql<Omit<BestCustomer, 'reasons' | 'purchases'>>`
    select c.id as "contactId", c.name, ${addressOf} as address, s.revenue_minor as "revenueMinor",
      c.last_purchase_at as "lastPurchaseAt", s.alive_probability as alive,
      s.expected_purchases as "expectedPurchases", s.expected_revenue_minor as "expectedRevenueMinor"
    from scores s join contacts c on c.business_id = s.business_id and c.id = s.contact_id
    where s.currency = ${currency} and s.revenue_minor is not null
    order by ${worth} desc nulls last, s.contact_id limit ${limit}`.execute(tx);
  const { rows: totals } = await sql<Omit<BestCustomers, 'customers' | 'from'>>`
    select count(*)::int as buyers, sum(expected_purchases)::float8 as "expectedPurchases",
      sum(expected_revenue_minor)::float8 as "expectedRevenueMinor",
      (select max(occurred_at) from purchases where currency = ${currency} and cancelled_at is null) as "lastPurchaseAt"
    from scores where currency = ${currency}`.execute(tx);
  const [total] = totals;
  return {
    customers: rows.map((row) => ({ ...row, purchases: null, reasons: [] })),
    buyers: total?.buyers ?? 0,
    expectedPurchases: total?.expectedPurchases ?? null,
    expectedRevenueMinor: total?.expectedRevenueMinor ?? null,
    lastPurchaseAt: total?.lastPurchaseAt ?? null,
    from: 'scores',
  };
}
