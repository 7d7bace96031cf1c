import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { refreshPurchaseCounters } from './purchase-counters.ts';

/**
 * Sums up anew what was paid for purchases and what was taken back of them; whoever bought them is to be scored anew. The
 * caller holds `lockCustomers`.
 *
 * A cancelled order is no purchase: it counts nowhere, and all of it is taken back. A return takes away what it says; one
 * that says no amount takes the line of its product, or all where it names none. The purchase stays, as something that
 * happened. Mail, shop and files tell of the same returns: what the one that tells of most says is taken, never more than
 * the whole. A purchase is paid since the payment with which the sum reached what is left of it, and no longer paid when
 * money was given back below that.
 */
export async function settlePurchases(tx: Tx, purchaseIds: readonly string[], now: Date): Promise<void> {
  const ids = [...new Set(purchaseIds)];
  if (ids.length === 0) return;
  const { rows } = await sql<Settled>`
    with bought as materialized (
      select id, amount_minor as amount, currency, cancelled_at from purchases where id = any(${ids}::uuid[])
    ), told as (
      select b.id, min(f.at) filter (where f.cause = ${CANCELLED}) as cancelled_at, max(f.at) as last_at,
        sum(case when f.amount_minor is null then ${OF_PRODUCT} when f.currency <> b.currency then 0 else f.amount_minor end)
          as amount
      from bought b join feedback f on f.purchase_id = b.id and f.kind = 'return'
      group by b.id, f.source
    ), returns as (
      select id, min(cancelled_at) as cancelled_at, max(last_at) as last_at, max(amount) as amount from told group by id
    ), net as (
      select b.id, b.cancelled_at as was, r.cancelled_at, r.last_at, b.amount,
        case when r.cancelled_at is not null then b.amount else least(b.amount, greatest(0, coalesce(r.amount, 0))) end
          as returned
      from bought b left join returns r on r.id = b.id
    ), running as (
      select n.*, y.at, sum(y.amount_minor) over (partition by n.id order by y.at, y.id) as so_far,
        sum(y.amount_minor) over (partition by n.id) as total
      from net n left join payments y on y.purchase_id = n.id
    ), sums as (
      select id, was, cancelled_at, returned, coalesce(max(total), 0) as total,
        case when coalesce(max(total), 0) >= amount - returned
          then coalesce(min(at) filter (where so_far >= amount - returned), case when returned > 0 then max(last_at) end) end
          as paid_at
      from running group by id, was, cancelled_at, amount, returned
    )
    update purchases p set paid_minor = s.total, paid_at = s.paid_at, returned_minor = s.returned,
      cancelled_at = s.cancelled_at
    from sums s where p.id = s.id
    returning p.id, p.contact_id as "contactId", s.was is not null as before,
      p.cancelled_at is not null as cancelled`.execute(tx);
  await followCancellations(
    tx,
    rows.filter(({ before, cancelled }) => before !== cancelled),
    now,
  );
  await sql`
    update contacts set scores_due_at = ${now}
    where id = any(${[...new Set(rows.map(({ contactId }) => contactId))]}::uuid[])
      and (scores_due_at is null or scores_due_at > ${now})`.execute(tx);
}

interface Settled {
  id: string;
  contactId: string;
  /** Whether it was cancelled before, and is now. */
  before: boolean;
  cancelled: boolean;
}

/** Lines by product are of orders that came to be; counters too. */
async function followCancellations(tx: Tx, turned: readonly Settled[], now: Date): Promise<void> {
  if (turned.length === 0) return;
  const idsOf = (cancelled: boolean) =>
    turned.flatMap((row) => (row.cancelled === cancelled ? [row.id] : []));
  await sql`delete from purchase_items where purchase_id = any(${idsOf(true)}::uuid[])`.execute(tx);
  await sql`
    insert into purchase_items (purchase_id, position, product_id, contact_id, occurred_at, quantity, amount_minor)
    select p.id, i.position - 1, q.id, p.contact_id, p.occurred_at, (i.item ->> 'quantity')::real,
      (i.item ->> 'amountMinor')::bigint
    from purchases p cross join lateral jsonb_array_elements(p.items) with ordinality as i(item, position)
    join products q on q.folded_name = folded_name(i.item ->> 'name')
    where p.id = any(${idsOf(false)}::uuid[])
    on conflict do nothing`.execute(tx);
  await refreshPurchaseCounters(tx, [...new Set(turned.map(({ contactId }) => contactId))], now);
}

/** The cause of a return that was an order which never came to be. */
const CANCELLED = 'cancelled';

/** What a return of a product says of the amount: its lines, where the order has others too. */
const OF_PRODUCT = sql`case when f.product_id is null then b.amount else (
    select case when count(*) filter (where i.product_id <> f.product_id) = 0 then b.amount
      else coalesce(sum(i.amount_minor) filter (where i.product_id = f.product_id), 0) end
    from purchase_items i where i.purchase_id = b.id) end`;
