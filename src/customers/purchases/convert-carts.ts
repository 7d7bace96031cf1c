import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';

/** A purchase so long after the last change of a cart is another one. */
const MAX_CART_AGE_MS = 30 * DAY_MS;

/** Carts of these contacts that were filled before a purchase, and not long before, have become that purchase: the first after them. */
export async function convertCarts(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await sql`
    update carts c set state = 'converted', closed_at = b.at, purchase_id = b.id
    from (
      select distinct on (cart.id) cart.id as cart, p.id, p.occurred_at as at
      from carts cart join purchases p on p.business_id = cart.business_id and p.contact_id = cart.contact_id
      where cart.contact_id = any(${contactIds}::uuid[]) and cart.state <> 'converted'
        and p.occurred_at >= cart.opened_at
        and p.occurred_at <= cart.changed_at + ${MAX_CART_AGE_MS} * interval '1 millisecond'
      order by cart.id, p.occurred_at
    ) as b
    where c.id = b.cart`.execute(tx);
}
