import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { PurchaseRow } from './new-purchase.ts';

/** A purchase so long after the last change of a cart is another one. */
const MAX_CART_AGE_MS = 30 * DAY_MS;

/** Carts of the buyers that were filled before a purchase, and not long before, have become that purchase: the first after them. */
export async function convertCarts(tx: Tx, rows: readonly PurchaseRow[], now: Date): Promise<void> {
  const bought = rows.map(({ id, contactId, occurredAt }) => ({ id, contactId, occurredAt }));
  await sql`
    update carts c set state = 'converted', closed_at = b.at, purchase_id = b.id
    from (
      select distinct on (open.id) open.id as cart, x.id, x."occurredAt" as at
      from carts open
      join jsonb_to_recordset(${JSON.stringify(bought)}::jsonb)
        as x(id uuid, "contactId" uuid, "occurredAt" timestamptz) on x."contactId" = open.contact_id
      where open.state <> 'converted' and x."occurredAt" >= open.opened_at
        and x."occurredAt" <= open.changed_at + ${MAX_CART_AGE_MS} * interval '1 millisecond'
      order by open.id, x."occurredAt"
    ) as b
    where c.id = b.cart and b.at <= ${now}`.execute(tx);
}
