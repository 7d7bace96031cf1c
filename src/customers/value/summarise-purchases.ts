import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { isOfShare } from './share-of-people.ts';
import type { ValueSummary } from './value-model.ts';

/** One buyer in one currency; `revenueMinor` is everything up to now, the first purchase too, less what was returned. */
export interface BuyerSummary extends ValueSummary {
  contactId: string;
  revenueMinor: number;
  lastPurchaseAt: Date;
}

export interface SummariseOptions {
  /** ISO 4217. */
  currency: string;
  now: Date;
  /** Whose days count. */
  timeZone: string;
  /** 0 to 1: only so many of the buyers, always the same ones. */
  share?: number;
}

/**
 * The histories of everybody who bought in a currency up to `now`, in one pass over the purchases. The caller bounds their number by `share`.
 */
export async function summarisePurchases(
  tx: Tx,
  { currency, now, timeZone, share = 1 }: SummariseOptions,
): Promise<BuyerSummary[]> {
  const { rows } = await sql<BuyerSummary>`
    with days as (
      select contact_id, (occurred_at at time zone ${timeZone})::date as day, sum(amount_minor - returned_minor) as amount,
        max(occurred_at) as last_at
      from purchases
      where currency = ${currency} and occurred_at <= ${now} and cancelled_at is null
        and ${isOfShare(sql`contact_id`, share)}
      group by 1, 2
    )
    select contact_id as "contactId", (count(*) - 1)::int as repeats,
      (max(day) - min(day)) / 7.0::float8 as recency,
      ((${now}::timestamptz at time zone ${timeZone})::date - min(day)) / 7.0::float8 as age,
      case when count(*) > 1
        then ((sum(amount) - (array_agg(amount order by day))[1]) / (count(*) - 1))::float8 end as "meanSpend",
      sum(amount)::float8 as "revenueMinor", max(last_at) as "lastPurchaseAt"
    from days group by contact_id`.execute(tx);
  return rows;
}

/** The currencies that were bought in, the one of most purchases first, at most so many. */
export async function currenciesOf(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('purchases')
    .select('currency')
    .groupBy('currency')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('currency')
    .limit(MAX_CURRENCIES)
    .execute();
  return rows.map(({ currency }) => currency);
}

const MAX_CURRENCIES = 8;

export async function countBuyers(tx: Tx): Promise<number> {
  const { buyers } = await tx
    .selectFrom('contacts')
    .select((eb) => eb.fn.countAll<number>().as('buyers'))
    .where('purchase_count', '>', 0)
    .executeTakeFirstOrThrow();
  return buyers;
}
