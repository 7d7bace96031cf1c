import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { proportion } from '../../lib/statistics/proportion.ts';
import { isOfShare } from '../value/share-of-people.ts';
import { type Association, type Baskets, findAssociations, MIN_SUPPORT } from './bought-together.ts';
import type { ProductRhythm } from './replenishment.ts';

/** What is claimed in order to learn it (value/claim-learning.ts), and the names of the two models. */
export const LEARNED_PRODUCTS = 'products';
const TOGETHER_MODEL = 'bought-together';
const RHYTHM_MODEL = 'product-rhythms';

/** Years of purchases that count. */
const YEARS = 3;
/** Products that are looked at in pairs: those of most buyers. */
const MAX_PAIRED_PRODUCTS = 300;
/** Who bought more products than this is a shop, and says nothing of what goes together. */
const MAX_PRODUCTS_EACH = 60;
/** Buyers of whom pairs are counted; of more, always the same share. */
const MAX_PAIRED_BUYERS = 100_000;
const MAX_PAIRS = 20_000;
/** Of a product's rhythm. */
const MIN_PEOPLE = 5;
const MIN_GAPS = 8;
const MAX_RHYTHMS = 2000;

/** Learns which products go together and how long each lasts, and keeps both in `models`. */
export async function learnProducts(db: Db, businessId: string, now: Date): Promise<void> {
  const since = new Date(now.getTime() - YEARS * 365 * DAY_MS);
  const associations = findAssociations(
    await inBusiness(db, businessId, (tx) => loadBaskets(tx, since, now)),
  );
  await inBusiness(db, businessId, (tx) => save(tx, TOGETHER_MODEL, { associations }, now));
  const rhythms = await inBusiness(db, businessId, (tx) => loadRhythms(tx, since, now));
  await inBusiness(db, businessId, (tx) => save(tx, RHYTHM_MODEL, { rhythms }, now));
}

/** What goes together, as it was learned last; empty before. */
export async function readAssociations(tx: Tx): Promise<Association[]> {
  return (
    ((await read(tx, TOGETHER_MODEL)) as { associations: Association[] } | undefined)?.associations ?? []
  );
}

/** How long products last, as it was learned last; empty before. */
export async function readRhythms(tx: Tx): Promise<ProductRhythm[]> {
  return ((await read(tx, RHYTHM_MODEL)) as { rhythms: ProductRhythm[] } | undefined)?.rhythms ?? [];
}

async function read(tx: Tx, name: string): Promise<object | undefined> {
  const row = await tx.selectFrom('models').select('parameters').where('name', '=', name).executeTakeFirst();
  return row?.parameters;
}

async function save(tx: Tx, name: string, parameters: object, now: Date): Promise<void> {
  const row = { parameters: JSON.stringify(parameters), fitted_at: now };
  await tx
    .insertInto('models')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet(row))
    .execute();
}

/** People by what they bought; in pairs only the products of most buyers. */
async function loadBaskets(tx: Tx, since: Date, until: Date): Promise<Baskets> {
  const { buyers } = await tx
    .selectFrom('contacts')
    .select((eb) => eb.fn.countAll<number>().as('buyers'))
    .where('purchase_count', '>', 0)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<Baskets>`
    with each_once as (
      select distinct contact_id, product_id from purchase_items
      where occurred_at > ${since} and occurred_at <= ${until}
        and ${isOfShare(sql`contact_id`, MAX_PAIRED_BUYERS / Math.max(1, buyers))}
    ), bought as materialized (
      select contact_id, product_id from (
        select contact_id, product_id, count(*) over (partition by contact_id) as products from each_once
      ) as counted where products <= ${MAX_PRODUCTS_EACH}::int
    ), top as materialized (
      select product_id, count(*)::int as buyers from bought group by 1 having count(*) >= ${MIN_SUPPORT}
      order by 2 desc, 1 limit ${MAX_PAIRED_PRODUCTS}
    ), paired as materialized (
      select b.* from bought b join top t on t.product_id = b.product_id
    ), pairs as (
      select a.product_id as first, b.product_id as second, count(*)::int as both
      from paired a join paired b on b.contact_id = a.contact_id and b.product_id > a.product_id
      group by 1, 2 having count(*) >= ${MIN_SUPPORT} order by 3 desc, 1, 2 limit ${MAX_PAIRS}
    )
    select (select count(distinct contact_id)::int from bought) as customers,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'buyers', t.buyers)), '[]')
        from top t join products p on p.id = t.product_id) as products,
      (select coalesce(jsonb_agg(to_jsonb(pairs)), '[]') from pairs) as pairs`.execute(tx);
  return rows[0] ?? { customers: 0, products: [], pairs: [] };
}

/** The rows come in the order of an index, product by product and buyer by buyer; nothing is sorted but the gaps. */
async function loadRhythms(tx: Tx, since: Date, until: Date): Promise<ProductRhythm[]> {
  const { rows } = await sql<Omit<ProductRhythm, 'again'> & { buyers: number }>`
    with days as (
      select product_id, contact_id, occurred_at, (occurred_at at time zone 'UTC')::date as day
      from purchase_items where occurred_at > ${since} and occurred_at <= ${until}
    ), gaps as (
      select product_id, contact_id, day - lag(day) over (partition by product_id, contact_id order by occurred_at) as gap
      from days
    ), rhythms as (
      select product_id, count(*) filter (where gap > 0)::int as gaps, count(*) filter (where gap is null)::int as buyers,
        count(distinct contact_id) filter (where gap > 0)::int as people,
        percentile_cont(0.25) within group (order by gap) filter (where gap > 0) as quick,
        percentile_cont(0.5) within group (order by gap) filter (where gap > 0) as usual,
        percentile_cont(0.75) within group (order by gap) filter (where gap > 0) as slow
      from gaps group by product_id
    )
    select r.product_id as "productId", p.name, r.quick as "quickDays", r.usual as "usualDays", r.slow as "slowDays",
      r.gaps, r.people, r.buyers
    from rhythms r join products p on p.id = r.product_id
    where r.gaps >= ${MIN_GAPS} and r.people >= ${MIN_PEOPLE}
    order by r.gaps desc, r.product_id limit ${MAX_RHYTHMS}`.execute(tx);
  return rows.flatMap(({ buyers, ...rhythm }) => {
    const again = proportion(rhythm.people, buyers);
    return again ? [{ ...rhythm, again }] : [];
  });
}
