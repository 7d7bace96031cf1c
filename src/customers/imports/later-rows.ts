import { sql } from 'kysely';
import type { PurchaseItem, Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { findByExternalId } from '../identify/external-ids.ts';
import { findByAddress } from '../identify/find-by-address.ts';
import { findByPhone } from '../identify/find-by-phone.ts';
import { externalKey, type NamedPerson } from '../identify/named-person.ts';
import { type ExtendedPurchase, extendPurchases } from '../purchases/extend-purchases.ts';
import type { NewPurchase } from '../purchases/new-purchase.ts';
import type { Written } from './importer.ts';
import { MAX_ROWS_TOGETHER } from './row-groups.ts';

/** An order as rows of a file tell of it. */
export interface ReadOrder extends NewPurchase {
  /** The file has no totals: what the rows cost is added up. */
  sums: boolean;
}

/** A row, or neighbours, of an order that stands further up in the file; `index`: in its batch. */
export interface LaterRow {
  order: ReadOrder;
  index: number;
}

/**
 * Adds rows to orders that this import wrote from rows further up in the file; nothing but the orders themselves is kept
 * of those. A line that the order has is not taken twice, and an order that was known before the import stays as it is:
 * both are `alreadyKnown`. What cannot be decided without the rows above is refused. `written`: keys of this transaction.
 */
export async function addLaterRows(
  tx: Tx,
  rows: readonly LaterRow[],
  { importId, written, now }: { importId: string | null; written: ReadonlySet<string>; now: Date },
): Promise<Pick<Written, 'alreadyKnown' | 'refused'>> {
  const result: Pick<Written, 'alreadyKnown' | 'refused'> = { alreadyKnown: 0, refused: [] };
  if (rows.length === 0) return result;
  const orders = await ordersOf(tx, rows, importId, written);
  const own = rows.filter(({ order }) => orders.has(order.dedupeKey));
  result.alreadyKnown = rows.length - own.length;
  const buyers = await buyersOf(tx, own);
  const changed = new Map<string, ExtendedPurchase>();
  for (const { order: later, index } of own) {
    const order = orders.get(later.dedupeKey);
    if (order === undefined) continue;
    const reason = whyNot(later, order, buyers.get(index));
    const items = later.items.filter((item) => !order.items.some((one) => isSame(one, item)));
    if (reason !== undefined) result.refused.push({ index, reason });
    else if (items.length === 0) result.alreadyKnown++;
    else {
      const from = changed.get(order.id)?.from ?? order.items.length;
      order.items = [...order.items, ...items];
      order.amountMinor += costOf(items, later);
      changed.set(order.id, { ...order, from });
    }
  }
  await extendPurchases(tx, [...changed.values()], { importId, now });
  return result;
}

/** What the new lines add: of a row with several, only what is told of each can be parted. */
function costOf(items: readonly PurchaseItem[], { sums, items: all, amountMinor }: ReadOrder): number {
  if (!sums) return 0;
  if (items.length === all.length) return amountMinor;
  return items.reduce((sum, item) => sum + (item.amountMinor ?? 0), 0);
}

type KnownOrder = Omit<ExtendedPurchase, 'from'> & { currency: string };

function whyNot(later: ReadOrder, order: KnownOrder, buyer: string | undefined): string | undefined {
  const which = `order ${later.orderId}`;
  if (buyer !== order.contactId) return `${which} is of another buyer in the rows above`;
  if (later.currency !== order.currency) return `${which} is in another currency in the rows above`;
  if (order.items.length + later.items.length > MAX_ROWS_TOGETHER)
    return `${which} has more than ${MAX_ROWS_TOGETHER} rows`;
  if (later.sums || later.amountMinor === order.amountMinor) return undefined;
  return `${which} has another amount in rows further up, and which is the total cannot be told; where the amounts are of lines, map them as line-amount, or sort the file by order`;
}

function isSame(one: PurchaseItem, other: PurchaseItem): boolean {
  return one.name === other.name && one.quantity === other.quantity && one.amountMinor === other.amountMinor;
}

/** Those that this import wrote. */
async function ordersOf(
  tx: Tx,
  rows: readonly LaterRow[],
  importId: string | null,
  written: ReadonlySet<string>,
): Promise<Map<string, KnownOrder>> {
  const keys = new Set(
    rows.flatMap(({ order: { orderId, dedupeKey } }) => (orderId === null ? [] : [dedupeKey])),
  );
  if (keys.size === 0) return new Map();
  const found = await sql<KnownOrder>`
    select id, contact_id as "contactId", dedupe_key as "dedupeKey", occurred_at as "occurredAt",
      amount_minor as "amountMinor", currency, items
    from purchases where dedupe_key = any(${[...keys]}::text[])
      and (import_id = ${importId}::uuid or dedupe_key = any(${[...written].filter((key) => keys.has(key))}::text[]))`.execute(
    tx,
  );
  return new Map(found.rows.map((order) => [order.dedupeKey, order]));
}

/** By index; whoever is not known is nobody who bought further up. */
async function buyersOf(tx: Tx, rows: readonly LaterRow[]): Promise<Map<number, string | undefined>> {
  const people: NamedPerson[] = rows.map(({ order }) => order);
  const byExternal = await findByExternalId(
    tx,
    people.flatMap(({ externalId }) => externalId ?? []),
  );
  const byAddress = await findByAddress(tx, [
    ...new Set(people.flatMap(({ email }) => canonicalAddress(email ?? '') ?? [])),
  ]);
  const byPhone = await findByPhone(
    tx,
    people.flatMap(({ phone }) => phone ?? []),
  );
  return new Map(
    rows.map(({ order: { externalId, email, phone }, index }) => [
      index,
      (externalId === undefined ? undefined : byExternal.get(externalKey(externalId))) ??
        byAddress.get(canonicalAddress(email ?? '') ?? '') ??
        byPhone.get(phone ?? ''),
    ]),
  );
}
