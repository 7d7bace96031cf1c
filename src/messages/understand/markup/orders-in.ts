import { markupText } from './markup-text.ts';
import {
  MAX_MARKUP_DEPTH,
  MAX_MARKUP_ITEMS,
  MAX_MARKUP_NODES,
  MAX_MARKUP_ORDERS,
  MAX_MARKUP_VALUE,
  type MarkupItem,
  type MarkupParty,
  type OrderMarkup,
} from './order-markup.ts';

type Thing = Readonly<Record<string, unknown>>;

/**
 * The orders and their kin among the things of one block: single, in lists, in `@graph`, or inside others (an
 * EmailMessage `about` an Order). Names are compared without case: some systems write `ordernumber`.
 */
export function ordersIn(block: unknown): OrderMarkup[] {
  const found: OrderMarkup[] = [];
  const byId = new Map<string, Thing>();
  const things = thingsOf(block, byId);
  for (const thing of things) {
    const kind = kindOf(thing);
    if (kind !== undefined) found.push(orderOf(thing, kind, byId));
    if (found.length >= MAX_MARKUP_ORDERS) break;
  }
  return found;
}

/** Every object of the block that is no part of an order, breadth first, and what `@id` names what. */
function thingsOf(block: unknown, byId: Map<string, Thing>): Thing[] {
  const things: Thing[] = [];
  let level: unknown[] = [block];
  let nodes = 0;
  for (let depth = 0; depth < MAX_MARKUP_DEPTH && level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (++nodes > MAX_MARKUP_NODES) return things;
      if (Array.isArray(value)) next.push(...value.slice(0, MAX_MARKUP_NODES - nodes));
      else if (isThing(value)) {
        const id = value['@id'];
        if (typeof id === 'string' && Object.keys(value).length > 1) byId.set(id, value);
        if (kindOf(value) === undefined) next.push(...Object.values(value));
        else things.push(value);
      }
    }
    level = next.filter((value) => typeof value === 'object' && value !== null);
  }
  return things;
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `http://schema.org/Order`, `schema:Order` and `Order` are the same. */
function typesOf(thing: Thing): string[] {
  return listOf(thing['@type']).flatMap((type) =>
    typeof type === 'string' ? (type.split(/[/#:]/).pop() ?? '') : [],
  );
}

function kindOf(thing: Thing): OrderMarkup['kind'] | undefined {
  for (const type of typesOf(thing)) {
    const kind = KINDS.get(type.toLowerCase()) ?? (/Reservation$/i.test(type) ? 'reservation' : undefined);
    if (kind) return kind;
  }
  return undefined;
}

const KINDS = new Map<string, OrderMarkup['kind']>([
  ['order', 'order'],
  ['invoice', 'invoice'],
  ['parceldelivery', 'parcel'],
]);

function orderOf(thing: Thing, kind: OrderMarkup['kind'], byId: ReadonlyMap<string, Thing>): OrderMarkup {
  const get = (owner: Thing | undefined, ...names: string[]) => property(owner, names, byId);
  const textOf = (owner: Thing | undefined, ...names: string[]) => valueText(get(owner, ...names));
  const order = asThing(get(thing, 'referencesOrder', 'partOfOrder'));
  const total = asThing(get(thing, 'totalPaymentDue')) ?? asThing(get(thing, 'totalPrice'));
  const specified = asThing(get(thing, 'priceSpecification'));
  const offers = listOf(get(thing, 'acceptedOffer'));
  const items = [
    ...offers.flatMap((offer) => itemOf(offer, get) ?? []),
    ...listOf(get(thing, 'orderedItem', 'itemShipped')).flatMap((item) => itemOf(item, get) ?? []),
    ...(kind === 'reservation' ? listOf(itemOf(get(thing, 'reservationFor'), get)) : []),
  ].slice(0, MAX_MARKUP_ITEMS);
  return {
    kind,
    type: typesOf(thing)[0] ?? '',
    number: textOf(
      thing,
      ...{
        order: ['orderNumber', 'confirmationNumber', 'identifier'],
        invoice: ['confirmationNumber', 'invoiceNumber', 'identifier', 'accountId'],
        parcel: ['trackingNumber', 'identifier'],
        reservation: ['reservationNumber', 'reservationId', 'confirmationNumber'],
      }[kind],
    ),
    ofOrder: order ? textOf(order, 'orderNumber') : valueText(get(thing, 'referencesOrder', 'partOfOrder')),
    status: lastWord(
      textOf(thing, 'orderStatus', 'paymentStatus', 'reservationStatus', 'deliveryStatus') ||
        textOf(order, 'orderStatus'),
    ),
    date:
      textOf(thing, 'orderDate', 'bookingTime', 'bookingDate', 'dateCreated') || textOf(order, 'orderDate'),
    dueDate: textOf(thing, 'paymentDueDate', 'paymentDue'),
    price:
      textOf(thing, 'price', 'totalPrice') ||
      textOf(total, 'price', 'value', 'minPrice') ||
      textOf(specified, 'price') ||
      textOf(order, 'price'),
    currency:
      textOf(thing, 'priceCurrency') ||
      textOf(total, 'priceCurrency', 'currency') ||
      textOf(specified, 'priceCurrency') ||
      textOf(order, 'priceCurrency') ||
      (items.find(({ currency }) => currency !== '')?.currency ?? ''),
    method: nameOrText(get(thing, 'paymentMethod'), get) || textOf(thing, 'paymentMethodId'),
    seller: partyOf(get(thing, 'seller', 'merchant', 'broker', 'provider'), get),
    buyer: partyOf(get(thing, 'customer', 'underName', 'billedTo', 'buyer') ?? get(order, 'customer'), get),
    items,
  };
}

type Get = (owner: Thing | undefined, ...names: string[]) => unknown;

/** An offer, an order item, a product, or a list of products in one. */
function itemOf(value: unknown, get: Get): MarkupItem | undefined {
  if (typeof value === 'string') return { ...NO_ITEM, name: valueText(value) };
  const thing = asThing(value);
  if (!thing) return undefined;
  const product = asThing(get(thing, 'itemOffered', 'orderedItem')) ?? thing;
  const inner = asThing(get(product, 'itemOffered')) ?? product;
  const offer = asThing(get(product, 'offers')) ?? thing;
  const specified = asThing(get(offer, 'priceSpecification'));
  const name = nameOrText(get(inner, 'name'), get) || nameOrText(get(thing, 'name', 'itemOffered'), get);
  if (name === '') return undefined;
  const quantity = get(thing, 'eligibleQuantity', 'orderQuantity', 'quantity');
  return {
    name,
    quantity: valueText(asThing(quantity) ? get(asThing(quantity), 'value') : quantity),
    price: valueText(get(offer, 'price') ?? get(specified, 'price')),
    currency: valueText(get(offer, 'priceCurrency') ?? get(specified, 'priceCurrency')),
    sku: valueText(get(inner, 'sku', 'productID', 'mpn')),
  };
}

const NO_ITEM: MarkupItem = { name: '', quantity: '', price: '', currency: '', sku: '' };

function partyOf(value: unknown, get: Get): MarkupParty {
  const [first] = listOf(value);
  const thing = asThing(first);
  if (!thing) return { name: valueText(first), email: '' };
  return {
    name: nameOrText(get(thing, 'name', 'legalName'), get),
    email: valueText(get(thing, 'email')).replace(/^mailto:/i, ''),
  };
}

function nameOrText(value: unknown, get: Get): string {
  const [first] = listOf(value);
  const thing = asThing(first);
  return lastWord(thing ? valueText(get(thing, 'name', '@value')) : valueText(first));
}

/** The first of these properties that is there; what only names a thing elsewhere in the block is that thing. */
function property(
  owner: Thing | undefined,
  names: readonly string[],
  byId: ReadonlyMap<string, Thing>,
): unknown {
  if (!owner) return undefined;
  for (const name of names) {
    const key = Object.hasOwn(owner, name)
      ? name
      : Object.keys(owner).find((one) => one.toLowerCase() === name.toLowerCase());
    const value = key === undefined ? undefined : owner[key];
    if (value === undefined || value === null || value === '') continue;
    return Array.isArray(value) ? value.map((one) => resolved(one, byId)) : resolved(value, byId);
  }
  return undefined;
}

function resolved(value: unknown, byId: ReadonlyMap<string, Thing>): unknown {
  if (!isThing(value) || typeof value['@id'] !== 'string' || Object.keys(value).length > 1) return value;
  return byId.get(value['@id']) ?? value;
}

function listOf<T>(value: T | T[] | null | undefined): T[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function asThing(value: unknown): Thing | undefined {
  const [first] = listOf(value);
  return isThing(first) ? first : undefined;
}

function valueText(value: unknown): string {
  const [first] = listOf(value);
  if (typeof first === 'string') return markupText(first, MAX_MARKUP_VALUE);
  if (typeof first === 'number' && Number.isFinite(first)) return String(first);
  const inner = isThing(first) ? first['@value'] : undefined;
  return typeof inner === 'string' || typeof inner === 'number'
    ? markupText(String(inner), MAX_MARKUP_VALUE)
    : '';
}

/** `OrderCancelled` of `http://schema.org/OrderCancelled`. */
function lastWord(text: string): string {
  return /^(?:https?:)?\/\/(?:www\.)?schema\.org\/|^(?:https?:)?\/\/purl\.org\//i.test(text)
    ? (text.split(/[/#]/).pop() ?? '')
    : text;
}
