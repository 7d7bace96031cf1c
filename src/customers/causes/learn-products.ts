import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { proportion } from '../../lib/statistics/proportion.ts';
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
  // The last digits of a contact's id are chance.
  const bound = Math.floor(Math.min(1, MAX_PAIRED_BUYERS / Math.max(1, buyers)) * 0xffff)
    .toString(16)
    .padStart(4, '0');
  const bought = sql`
    select contact_id, product_id from (
      select contact_id, product_id, count(*) over (partition by contact_id) as products from (
        select distinct contact_id, product_id from purchase_items
        where occurred_at > ${since} and occurred_at <= ${until} and right(contact_id::text, 4) <= ${bound}
      ) as each_once
    ) as counted where products <= ${MAX_PRODUCTS_EACH}::int`;
  const { rows } = await sql<{ id: string | null; name: string; buyers: number; customers: number }>`
    with bought as (${bought})
    select p.id, p.name, t.buyers, (select count(distinct contact_id) from bought)::int as customers
    from (select product_id, count(*)::int as buyers from bought group by 1 having count(*) >= ${MIN_SUPPORT}
      order by 2 desc, 1 limit ${MAX_PAIRED_PRODUCTS}) t join products p on p.id = t.product_id`.execute(tx);
  const ids = rows.map(({ id }) => id);
  const { rows: pairs } = await sql<Baskets['pairs'][number]>`
    with bought as (select * from (${bought}) as b where product_id = any(${ids}::uuid[]))
    select a.product_id as first, b.product_id as second, count(*)::int as both
    from bought a join bought b on b.contact_id = a.contact_id and b.product_id > a.product_id
    group by 1, 2 having count(*) >= ${MIN_SUPPORT} order by 3 desc, 1, 2 limit ${MAX_PAIRS}`.execute(tx);
  return {
    customers: rows[0]?.customers ?? 0,
    products: rows.map(({ id, name, buyers: number }) => ({ id: id ?? '', name, buyers: number })),
    pairs,
  };
}

async function loadRhythms(tx: Tx, since: Date, until: Date): Promise<ProductRhythm[]> {
  const { rows } = await sql<Omit<ProductRhythm, 'again'> & { buyers: number }>`
    with days as (
      select distinct product_id, contact_id, (occurred_at at time zone 'UTC')::date as day
      from purchase_items where occurred_at > ${since} and occurred_at <= ${until}
    ), gaps as (
      select product_id, contact_id, day - lag(day) over (partition by product_id, contact_id order by day) as gap
      from days
    ), rhythms as (
      select product_id, count(gap)::int as gaps, count(distinct contact_id)::int as buyers,
        count(distinct contact_id) filter (where gap is not null)::int as people,
        percentile_cont(0.25) within group (order by gap) as quick,
        percentile_cont(0.5) within group (order by gap) as usual,
        percentile_cont(0.75) within group (order by gap) as slow
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
