import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import type { NewPurchase } from '../purchases/new-purchase.ts';
import { addItems } from './add-items.ts';

/** A payment and the order it is for are told of within this time. */
const MAX_APART_MS = 3 * DAY_MS;

/**
 * Adds to purchases that are known what these mails know better: items, method, due date; what is there stays. Answers
 * how many gained something.
 */
export async function fillPurchases(tx: Tx, purchases: readonly NewPurchase[], now: Date): Promise<number> {
  const given = purchases.filter(({ items, method, dueAt }) => items.length > 0 || method !== null || dueAt);
  if (given.length === 0) return 0;
  const { rows } = await sql<{ id: string; key: string; contactId: string; at: Date; gainsItems: boolean }>`
    select p.id, p.dedupe_key as key, p.contact_id as "contactId", p.occurred_at as at,
      p.items = '[]' and jsonb_array_length(x.items) > 0 as "gainsItems"
    from purchases p join jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as x("dedupeKey" text, items jsonb, method text, "dueAt" timestamptz) on x."dedupeKey" = p.dedupe_key
    where p.items = '[]' and jsonb_array_length(x.items) > 0
      or p.method is null and x.method is not null
      or p.due_at is null and x."dueAt" is not null`.execute(tx);
  const byKey = new Map(given.map((purchase) => [purchase.dedupeKey, purchase]));
  const filled = [...new Map(rows.map((row) => [row.key, row])).values()].flatMap((row) => {
    const purchase = byKey.get(row.key);
    return purchase ? [{ ...row, purchase }] : [];
  });
  if (filled.length === 0) return 0;
  await sql`
    update purchases p set
      items = case when p.items = '[]' then x.items else p.items end,
      method = coalesce(p.method, x.method),
      due_at = coalesce(p.due_at, x."dueAt")
    from jsonb_to_recordset(${JSON.stringify(filled.map(({ purchase }) => purchase))}::jsonb)
      as x("dedupeKey" text, items jsonb, method text, "dueAt" timestamptz)
    where p.dedupe_key = x."dedupeKey"`.execute(tx);
  const withItems = filled
    .filter(({ gainsItems }) => gainsItems)
    .map(({ purchase, id, contactId, at }) => ({ id, contactId, occurredAt: at, items: purchase.items }));
  await addItems(tx, withItems, now);
  return filled.length;
}

/**
 * A payment that was told of before its order was recorded as a purchase without a number. The order takes it over: same
 * buyer, same amount, at about the same time. What was bought the order knows better, and fills in. Answers how many.
 */
export async function adoptPayments(tx: Tx, purchases: readonly NewPurchase[], now: Date): Promise<number> {
  const orders = purchases.flatMap(({ dedupeKey, email, orderId, items, ...rest }) => {
    const canonical = canonicalAddress(email ?? '');
    return canonical === undefined || orderId === null
      ? []
      : [{ ...rest, dedupeKey, canonical, orderId, knowsItems: items.length > 0 }];
  });
  if (orders.length === 0) return 0;
  const { rows } = await sql<{ id: string; key: string; orderId: string; knowsItems: boolean }>`
    select distinct on (x."dedupeKey") p.id, x."dedupeKey" as key, x."orderId", x."knowsItems"
    from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as x("dedupeKey" text, canonical text, "orderId" text,
      "amountMinor" bigint, currency text, "occurredAt" timestamptz, "knowsItems" boolean)
    join contact_addresses a on a.canonical = x.canonical
    join purchases p on p.business_id = a.business_id and p.contact_id = a.contact_id
      and p.amount_minor = x."amountMinor" and p.currency = x.currency and p.order_id is null
      and p.dedupe_key >= 'payment:' and p.dedupe_key < 'payment;'
      and p.occurred_at between x."occurredAt" - ${MAX_APART_MS} * interval '1 millisecond'
        and x."occurredAt" + ${MAX_APART_MS} * interval '1 millisecond'
    where not exists (select from purchases q where q.dedupe_key = x."dedupeKey")
    order by x."dedupeKey", p.occurred_at`.execute(tx);
  const taken = [...new Map(rows.map((row) => [row.id, row])).values()];
  if (taken.length === 0) return 0;
  await sql`
    update purchases p set dedupe_key = x.key, order_id = x."orderId",
      items = case when x."knowsItems" then '[]' else p.items end
    from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb)
      as x(id uuid, key text, "orderId" text, "knowsItems" boolean)
    where p.id = x.id`.execute(tx);
  const without = taken.filter(({ knowsItems }) => knowsItems).map(({ id }) => id);
  await sql`delete from purchase_items where purchase_id = any(${without}::uuid[])`.execute(tx);
  await sql`
    update contacts set scores_due_at = ${now} where id in (
      select contact_id from purchases where id = any(${taken.map(({ id }) => id)}::uuid[]))
      and (scores_due_at is null or scores_due_at > ${now})`.execute(tx);
  return taken.length;
}
