import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { RFM_GROUPS, type RfmGroup } from './rfm.ts';

/** How many buyers are in each group, by the currency they are judged in; amounts in minor units. */
export interface BuyerGroups {
  currencies: GroupsOfCurrency[];
}

export interface GroupsOfCurrency {
  currency: string;
  /** All who are judged in it, those without a group too. */
  buyers: number;
  /** The best first; those that nobody is in are left out. */
  groups: { group: RfmGroup; buyers: number; revenueMinor: number }[];
}

/** One pass over the scores. */
export async function buyerGroups(tx: Tx): Promise<BuyerGroups> {
  const { rows } = await sql<{
    currency: string;
    group: string | null;
    buyers: number;
    revenueMinor: number;
  }>`
    select currency, rfm_group as "group", count(*)::int as buyers,
      coalesce(sum(revenue_minor), 0)::float8 as "revenueMinor"
    from scores where currency is not null group by 1, 2`.execute(tx);
  const currencies = [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, parts]) => ({
    currency,
    buyers: parts.reduce((sum, { buyers }) => sum + buyers, 0),
    groups: RFM_GROUPS.flatMap((group) => {
      const part = parts.find((one) => one.group === group);
      return part ? [{ group, buyers: part.buyers, revenueMinor: part.revenueMinor }] : [];
    }),
  }));
  return { currencies: currencies.sort((a, b) => b.buyers - a.buyers || (a.currency < b.currency ? -1 : 1)) };
}
