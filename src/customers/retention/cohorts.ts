import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { localDay } from '../../lib/local-time.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';

/** Everybody who bought for the first time in one month, and who of them bought in each month since. */
export interface Cohort {
  /** `2026-03`. */
  month: string;
  customers: number;
  /** Month 0 is the first. */
  months: CohortMonth[];
}

interface CohortMonth {
  /** Months after the first. */
  offset: number;
  bought: Proportion;
  /** In the one currency, minor units. */
  revenueMinor: number;
}

/** So many months back. */
const COHORT_MONTHS = 24;

export interface CohortOptions {
  until: Date;
  timeZone: string;
  currency: string;
}

/** The cohorts of the last two years with the months that are over or running, the oldest first; months of `timeZone`. */
export async function cohorts(tx: Tx, { until, timeZone, currency }: CohortOptions): Promise<Cohort[]> {
  const { rows } = await sql<{ cohort: string; offset: number; customers: number; revenueMinor: number }>`
    with bounds as (
      select date_trunc('month', ${until}::timestamptz at time zone ${timeZone}) as this_month
    ), bought as (
      select p.contact_id, date_trunc('month', c.first_purchase_at at time zone ${timeZone}) as cohort,
        date_trunc('month', p.occurred_at at time zone ${timeZone}) as month,
        sum(p.amount_minor - p.returned_minor) filter (where p.currency = ${currency}) as revenue
      from bounds cross join purchases p join contacts c on c.id = p.contact_id
      where p.occurred_at >= (this_month - ${COHORT_MONTHS} * interval '1 month') at time zone ${timeZone}
        and p.occurred_at <= ${until} and p.cancelled_at is null
        and c.first_purchase_at >= (this_month - ${COHORT_MONTHS} * interval '1 month') at time zone ${timeZone}
      group by 1, 2, 3
    )
    select to_char(cohort, 'YYYY-MM') as cohort,
      (date_part('year', month) * 12 + date_part('month', month)
        - date_part('year', cohort) * 12 - date_part('month', cohort))::int as "offset",
      count(*)::int as customers, coalesce(sum(revenue), 0)::float8 as "revenueMinor"
    from bought group by cohort, month order by cohort, month`.execute(tx);
  const byCohort = Map.groupBy(rows, ({ cohort }) => cohort);
  const last = monthNumber(localDay(until, timeZone));
  return [...byCohort].map(([month, cells]) => {
    const customers = cells.find(({ offset }) => offset === 0)?.customers ?? 0;
    const ages = Array.from({ length: last - monthNumber(month) + 1 }, (_, offset) => offset);
    return {
      month,
      customers,
      months: ages.flatMap((offset) => {
        const cell = cells.find((one) => one.offset === offset);
        const bought = proportion(cell?.customers ?? 0, customers);
        return bought ? [{ offset, bought, revenueMinor: cell?.revenueMinor ?? 0 }] : [];
      }),
    };
  });
}

/** Of `2026-03`, or of a day in it. */
function monthNumber(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return year * 12 + number;
}
