import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { RfmGroup } from './rfm.ts';

/** One buyer with what they spent and what is expected of them in twelve months; amounts in minor units, null is not known. */
export interface ListedBuyer {
  id: string;
  name: string;
  address: string | null;
  group: RfmGroup | null;
  revenueMinor: number;
  expectedRevenueMinor: number | null;
  expectedPurchases: number | null;
  /** 0 to 1. */
  alive: number | null;
  purchaseCount: number;
  lastPurchaseAt: Date | null;
}

/** The last row of the page before; what is expected is null where nothing can be told. */
export interface BuyerPosition {
  expectedMinor: number | null;
  revenueMinor: number;
  id: string;
}

export interface ListBuyersOptions {
  /** Only who is judged in it. */
  currency: string;
  /** What best means. */
  by: 'value' | 'revenue';
  group?: RfmGroup | undefined;
  after?: BuyerPosition | undefined;
  limit: number;
}

/** Up to `limit` buyers as the scores have them, the best first; those of whom nothing can be told last. */
export async function listBuyers(tx: Tx, options: ListBuyersOptions): Promise<ListedBuyer[]> {
  const { currency, by, group, after, limit } = options;
  const revenue = sql<number>`coalesce(s.revenue_minor, 0)`;
  const expected = sql<number>`coalesce(s.expected_revenue_minor, ${UNKNOWN})`;
  const [first, second] = by === 'value' ? [expected, revenue] : [revenue, expected];
  let query = tx
    .selectFrom('scores as s')
    .innerJoin('contacts as c', (join) =>
      join.onRef('c.business_id', '=', 's.business_id').onRef('c.id', '=', 's.contact_id'),
    )
    .select(['c.id', 'c.name', 'c.purchase_count as purchaseCount', 'c.last_purchase_at as lastPurchaseAt'])
    .select(['s.expected_revenue_minor as expectedRevenueMinor', 's.expected_purchases as expectedPurchases'])
    .select(['s.alive_probability as alive'])
    .select(revenue.as('revenueMinor'))
    .select(sql<RfmGroup | null>`s.rfm_group`.as('group'))
    .select(
      sql<string | null>`(select a.address from contact_addresses a where a.contact_id = c.id
        order by a.mailed_first desc, a.created_at, a.canonical limit 1)`.as('address'),
    )
    .where('s.currency', '=', currency)
    .orderBy(first, 'desc')
    .orderBy(second, 'desc')
    .orderBy('s.contact_id', 'desc')
    .limit(limit);
  if (group !== undefined) query = query.where('s.rfm_group', '=', group);
  if (after !== undefined) {
    const last = [after.expectedMinor ?? UNKNOWN, after.revenueMinor];
    const [one, other] = by === 'value' ? last : last.toReversed();
    query = query.where(
      sql<SqlBool>`(${first}, ${second}, s.contact_id) < (${one}::bigint, ${other}::bigint, ${after.id}::uuid)`,
    );
  }
  return query.execute();
}

/** Below every amount: nobody spends less than nothing. */
const UNKNOWN = sql.lit(-1);
