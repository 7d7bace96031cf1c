import { z } from 'zod';
import { normaliseOrderId, orderKey } from '../../customers/purchases/order-text.ts';
import {
  currencyOf,
  decimal,
  emailOf,
  minorOf,
  nameOf,
  phoneOf,
  readAs,
  shopId,
  timeOf,
  word,
} from './shop-values.ts';
import { BrokenPayload, type HookContext, type Reading, type ToldReturn } from './told.ts';

const customer = z.looseObject({
  id: shopId,
  email: word,
  phone: word,
  first_name: word,
  last_name: word,
});

const refund = z.looseObject({
  id: shopId,
  order_id: shopId.optional(),
  created_at: word,
  note: word,
  transactions: z
    .array(
      z.looseObject({
        amount: decimal,
        kind: z.string().optional(),
        status: z.string().optional(),
        currency: word,
      }),
    )
    .default([]),
});

const line = z.looseObject({
  title: word,
  name: word,
  quantity: z.number(),
  price: decimal.optional(),
  sku: word,
});

const address = z.looseObject({ first_name: word, last_name: word, phone: word, country_code: word });

const buyer = {
  email: word,
  contact_email: word,
  phone: word,
  customer: customer.nullish(),
  billing_address: address.nullish(),
};

const order = z.looseObject({
  ...buyer,
  id: shopId,
  name: word,
  order_number: shopId.optional(),
  created_at: z.string(),
  processed_at: word,
  updated_at: word,
  cancelled_at: word,
  cancel_reason: word,
  currency: word,
  total_price: decimal,
  financial_status: word,
  payment_gateway_names: z.array(z.string()).default([]),
  line_items: z.array(line).default([]),
  discount_codes: z.array(z.looseObject({ code: word })).default([]),
  refunds: z.array(refund).default([]),
  test: z.boolean().nullish(),
});

const checkout = z.looseObject({
  ...buyer,
  token: word,
  id: shopId.optional(),
  created_at: z.string(),
  updated_at: word,
  completed_at: word,
  abandoned_checkout_url: word,
  currency: word,
  total_price: decimal.optional(),
  line_items: z.array(line).default([]),
});

const ORDER_TOPICS = new Set([
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/fulfilled',
]);

/** Reads a delivery of Shopify by its topic, `orders/create`. Throws a BrokenPayload. */
export function readShopify(topic: string, payload: unknown, context: HookContext): Reading {
  if (ORDER_TOPICS.has(topic)) return readOrder(readAs(order, payload), context);
  if (topic === 'refunds/create') {
    const read = readAs(refund, payload);
    if (read.order_id === undefined) throw new BrokenPayload('order_id: is missing');
    return { returns: [returnOf(read, read.order_id, context.currency, context)] };
  }
  if (topic === 'checkouts/create' || topic === 'checkouts/update')
    return readCheckout(readAs(checkout, payload), context);
  if (topic === 'customers/create' || topic === 'customers/update') {
    const read = readAs(customer, payload);
    return { people: [{ ...personOf({ customer: read }, context), kind: 'lead' }] };
  }
  return { passedOver: `nothing is kept of ${topic || 'a delivery without a topic'}` };
}

function readOrder(read: z.output<typeof order>, context: HookContext): Reading {
  if (read.test === true) return { passedOver: 'a test order' };
  const currency = currencyOf(read.currency, context.currency);
  const person = personOf(read, context);
  const sourceRef = `${context.hook}:${read.id}`;
  const occurredAt = timeOf(read.processed_at ?? read.created_at);
  const amountMinor = minorOf(read.total_price, currency);
  const returns = read.refunds.map((one) => returnOf(one, read.id, currency, context));
  if (read.cancelled_at !== undefined) {
    const cancelled: ToldReturn = {
      dedupeKey: `cancelled:${sourceRef}`,
      of: { sourceRef },
      at: timeOf(read.cancelled_at),
      amountMinor,
      currency,
      text: '',
      cause: read.cancel_reason === undefined ? 'cancelled' : `cancelled: ${read.cancel_reason}`,
    };
    // What was paid back of it is told by its refunds.
    return { returns: returns.length > 0 ? returns : [cancelled] };
  }
  if (person.email === undefined && person.externalId === undefined && person.phone === undefined)
    return { passedOver: 'the order names nobody' };
  if (read.financial_status === 'voided') return { passedOver: 'the payment was voided' };
  const orderId = normaliseOrderId(read.name ?? read.order_number ?? read.id) ?? read.id;
  const isPaid = PAID.has(read.financial_status ?? '');
  return {
    purchases: [
      {
        ...person,
        dedupeKey: orderKey(orderId),
        orderId,
        occurredAt,
        amountMinor,
        currency,
        method: read.payment_gateway_names[0] ?? null,
        items: itemsOf(read.line_items, currency),
        promotion: read.discount_codes[0]?.code ?? null,
        paidAt: isPaid ? timeOf(read.updated_at ?? read.created_at) : null,
        source: 'shop',
        sourceRef,
        history: context.isHistory(occurredAt),
      },
    ],
    returns,
    people: [{ ...person, kind: 'customer' }],
  };
}

const PAID = new Set(['paid', 'partially_refunded', 'refunded']);

function readCheckout(read: z.output<typeof checkout>, context: HookContext): Reading {
  if (read.completed_at !== undefined) return { passedOver: 'the checkout has become an order' };
  const person = personOf(read, context);
  if (person.email === undefined && person.externalId === undefined)
    return { passedOver: 'the checkout names nobody yet' };
  const key = read.token ?? read.id;
  if (key === undefined) throw new BrokenPayload('token: is missing');
  const currency = currencyOf(read.currency, context.currency);
  const sourceRef = `${context.hook}:${key}`;
  return {
    carts: [
      {
        ...person,
        dedupeKey: `cart:${sourceRef}`,
        items: itemsOf(read.line_items, currency),
        amountMinor: read.total_price === undefined ? null : minorOf(read.total_price, currency),
        currency,
        url: read.abandoned_checkout_url ?? null,
        openedAt: timeOf(read.created_at),
        changedAt: timeOf(read.updated_at ?? read.created_at),
        source: 'shop',
        sourceRef,
      },
    ],
  };
}

/** What was paid back: the transactions that went through. */
function returnOf(
  { id, created_at: at, note, transactions }: z.output<typeof refund>,
  orderId: string,
  currency: string,
  { hook, currency: fallback }: HookContext,
): ToldReturn {
  const done = transactions.filter(
    ({ kind, status }) => (kind ?? 'refund') === 'refund' && (status ?? 'success') === 'success',
  );
  const code = currencyOf(done[0]?.currency ?? currency, fallback);
  return {
    dedupeKey: `return:${hook}:${id}`,
    of: { sourceRef: `${hook}:${orderId}` },
    at: timeOf(at ?? ''),
    amountMinor:
      done.length === 0 ? null : done.reduce((sum, { amount }) => sum + Math.abs(minorOf(amount, code)), 0),
    currency: code,
    text: note ?? '',
    cause: null,
  };
}

function itemsOf(lines: readonly z.output<typeof line>[], currency: string) {
  return lines.map(({ title, name, quantity, price, sku }) => ({
    name: name ?? title ?? 'unnamed',
    quantity: quantity > 0 ? quantity : 1,
    ...(price === undefined ? {} : { amountMinor: Math.round(minorOf(price, currency) * quantity) }),
    ...(sku === undefined ? {} : { sku }),
  }));
}

function personOf(
  {
    email,
    contact_email: contactEmail,
    phone,
    customer: known,
    billing_address: bill,
  }: {
    email?: string | undefined;
    contact_email?: string | undefined;
    phone?: string | undefined;
    customer?: z.output<typeof customer> | null | undefined;
    billing_address?: z.output<typeof address> | null | undefined;
  },
  { hook }: HookContext,
) {
  const found = emailOf(email, contactEmail, known?.email);
  const name = nameOf(known?.first_name, known?.last_name) ?? nameOf(bill?.first_name, bill?.last_name);
  const number = phoneOf(phone ?? known?.phone ?? bill?.phone, bill?.country_code);
  return {
    ...(found === undefined ? {} : { email: found }),
    ...(known ? { externalId: { system: hook, id: known.id } } : {}),
    ...(name === undefined ? {} : { name }),
    ...(number === undefined ? {} : { phone: number }),
  };
}
