import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { MIN_PRODUCT_BUYERS, type ProductTrouble, type TroubleTotals } from './troubled-products.ts';

export interface Window {
  from: Date;
  until: Date;
}

/** Products with most trouble that are looked at. */
const MAX_PRODUCTS = 2000;

/**
 * Buyers of each product in a time, and those of them who complained of it or gave it back in it; somebody whose purchase
 * is not known is a buyer by complaining. Feedback that names no product counts for the one of its purchase, where that
 * was of one product.
 */
export async function loadProductTrouble(
  tx: Tx,
  window: Window,
): Promise<{ products: ProductTrouble[]; totals: TroubleTotals }> {
  const { rows } = await sql<
    ProductTrouble & { allProducts: number; allBuyers: number; allTroubled: number }
  >`
    with trouble as (${troubleIn(window)}), people as (
      select product_id, contact_id, bool_or(troubled) as troubled from (
        select product_id, contact_id, false as troubled from purchase_items
          where occurred_at > ${window.from} and occurred_at <= ${window.until}
        union all
        select product_id, contact_id, true from trouble
      ) as both_kinds group by 1, 2
    ), counts as (
      select product_id, count(*)::int as buyers, count(*) filter (where troubled)::int as troubled
      from people group by 1 having count(*) >= ${MIN_PRODUCT_BUYERS}
    )
    select c.product_id as "productId", p.name, c.buyers, c.troubled,
      (select count(*) from trouble t where t.product_id = c.product_id and t.kind = 'complaint')::int as complaints,
      (select count(*) from trouble t where t.product_id = c.product_id and t.kind = 'return')::int as returns,
      (select count(*) from counts)::int as "allProducts", (select sum(buyers) from counts)::int as "allBuyers",
      (select sum(troubled) from counts)::int as "allTroubled"
    from counts c join products p on p.id = c.product_id
    where c.troubled > 0 order by c.troubled desc, c.product_id limit ${MAX_PRODUCTS}`.execute(tx);
  const [first] = rows;
  return {
    products: rows.map(({ allProducts: _p, allBuyers: _b, allTroubled: _t, ...product }) => product),
    totals: {
      products: first?.allProducts ?? 0,
      buyers: first?.allBuyers ?? 0,
      troubled: first?.allTroubled ?? 0,
    },
  };
}

/** One entry of feedback that is behind a figure. */
export interface TroubleEvidence {
  productId: string;
  feedbackId: string;
  contactId: string;
  contactName: string;
  kind: 'complaint' | 'return';
  at: Date;
  text: string;
}

/** The latest feedback of each of these products, at most `limit` of one. */
export async function loadTroubleEvidence(
  tx: Tx,
  window: Window,
  productIds: readonly string[],
  limit: number,
): Promise<TroubleEvidence[]> {
  const { rows } = await sql<TroubleEvidence>`
    select t.product_id as "productId", t.id as "feedbackId", t.contact_id as "contactId", c.name as "contactName",
      t.kind, t.at, left(t.text, ${MAX_TEXT}::int) as text
    from (
      select *, row_number() over (partition by product_id order by at desc, id) as place
      from (${troubleIn(window)}) as trouble where product_id = any(${productIds}::uuid[])
    ) t join contacts c on c.id = t.contact_id
    where t.place <= ${limit} order by t.at desc`.execute(tx);
  return rows;
}

const MAX_TEXT = 300;

/** id, contact_id, product_id, kind, at, text. */
function troubleIn({ from, until }: Window): RawBuilder<unknown> {
  return sql`
    select f.id, f.contact_id, coalesce(f.product_id, only_one.product_id) as product_id, f.kind, f.at, f.text
    from feedback f left join lateral (
      select (array_agg(i.product_id))[1] as product_id from purchase_items i
      where f.product_id is null and i.purchase_id = f.purchase_id having count(distinct i.product_id) = 1
    ) as only_one on true
    where f.kind in ('complaint', 'return') and f.at > ${from} and f.at <= ${until}
      and coalesce(f.product_id, only_one.product_id) is not null`;
}
