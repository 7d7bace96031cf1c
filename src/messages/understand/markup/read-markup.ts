import { jsonBlocks } from './json-ld.ts';
import { microdataThings } from './microdata.ts';
import { MAX_MARKUP_ORDERS, type MarkupReading, type OrderMarkup } from './order-markup.ts';
import { ordersIn } from './orders-in.ts';

/**
 * The orders, invoices, parcels and reservations in the schema.org mark-up of a mail's HTML: JSON-LD and microdata, as
 * Gmail takes them. Undefined where there is none of either. Linear in the size of the HTML; never throws.
 */
export function readMarkup(html: string | null): MarkupReading | undefined {
  if (html === null || !SIGNS.some((sign) => html.includes(sign))) return undefined;
  const { blocks, broken } = jsonBlocks(html);
  const things = [...blocks, ...microdataThings(html)];
  const orders = withoutDoubles(things.flatMap((thing) => ordersIn(thing)));
  if (orders.length === 0 && broken === 0) return undefined;
  return { orders: orders.slice(0, MAX_MARKUP_ORDERS), broken };
}

/** Whatever names neither the vocabulary nor one of the two ways to write it has no mark-up. */
const SIGNS = ['schema.org', 'ld+json'];

/** The same order may be marked up in both ways. */
function withoutDoubles(orders: readonly OrderMarkup[]): OrderMarkup[] {
  const known = new Map<string, OrderMarkup>();
  for (const order of orders) {
    const key = order.number === '' ? JSON.stringify(order) : `${order.kind} ${order.number}`;
    if (!known.has(key)) known.set(key, order);
  }
  return [...known.values()];
}
