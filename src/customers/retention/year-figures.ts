import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';

/** Two years of customers, each of 365 days: who bought in the one before, and in the last one. */
export interface YearFigures {
  /** The last year begins here. */
  from: Date;
  until: Date;
  /** Bought in the year before. */
  before: number;
  /** Of those, bought in the last year too. */
  kept: number;
  /** Bought in the last year. */
  customers: number;
  /** Of those, bought for the first time ever; the rest of who came had been away for longer. */
  firstTime: number;
  /** What a customer of the last year spent in it, in minor units, with its standard error. */
  revenueMean: number;
  revenueError: number;
}

export const YEAR_MS = 365 * DAY_MS;

/** The figures of the two years up to `until`, along the index of purchases by time. */
export async function yearFigures(
  tx: Tx,
  { until, currency }: { until: Date; currency: string },
): Promise<YearFigures> {
  const from = new Date(until.getTime() - YEAR_MS);
  const { rows } = await sql<Omit<YearFigures, 'from' | 'until'>>`
    with people as (
      select contact_id, bool_or(occurred_at <= ${from}) as earlier, bool_or(occurred_at > ${from}) as lately,
        coalesce(sum(amount_minor - returned_minor) filter (where occurred_at > ${from} and currency = ${currency}), 0)::float8 as revenue
      from purchases
      where occurred_at > ${new Date(from.getTime() - YEAR_MS)} and occurred_at <= ${until} and cancelled_at is null
      group by contact_id
    )
    select count(*) filter (where p.earlier)::int as before,
      count(*) filter (where p.earlier and p.lately)::int as kept,
      count(*) filter (where p.lately)::int as customers,
      count(*) filter (where p.lately and c.first_purchase_at > ${from})::int as "firstTime",
      coalesce(avg(p.revenue) filter (where p.lately), 0)::float8 as "revenueMean",
      coalesce(stddev_samp(p.revenue) filter (where p.lately)
        / sqrt(count(*) filter (where p.lately)), 0)::float8 as "revenueError"
    from people p join contacts c on c.id = p.contact_id`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a count has a row');
  return { from, until, ...row };
}
