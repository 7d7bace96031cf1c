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
import type { HookContext, Reading, Told, ToldReturn } from './told.ts';

const billing = z.looseObject({
  first_name: word,
  last_name: word,
  company: word,
  email: word,
  phone: word,
  country: word,
});

const order = z.looseObject({
  id: shopId,
  number: shopId.optional(),
  status: z.string(),
  currency: word,
  date_created: word,
  date_created_gmt: word,
  date_modified: word,
  date_modified_gmt: word,
  date_paid: word,
  date_paid_gmt: word,
  total: decimal,
  customer_id: shopId.optional(),
  payment_method: word,
  payment_method_title: word,
  billing: billing.default({} as z.output<typeof billing>),
  line_items: z
    .array(z.looseObject({ name: z.string(), quantity: z.number(), total: decimal.optional(), sku: word }))
    .default([]),
  refunds: z.array(z.looseObject({ id: shopId, reason: word, total: decimal })).default([]),
  coupon_lines: z.array(z.looseObject({ code: word })).default([]),
});

const customer = z.looseObject({
  id: shopId,
  email: word,
  first_name: word,
  last_name: word,
  billing: billing.default({} as z.output<typeof billing>),
});

/** Somebody has ordered for certain. */
const ORDERED = new Set(['processing', 'completed', 'on-hold', 'refunded']);
/** Begun, and not ordered yet. */
const BEGUN = new Set(['pending', 'checkout-draft']);

/** Reads a delivery of WooCommerce (REST API v3) by its topic, `order.created`. Throws a BrokenPayload. */
export function readWooCommerce(topic: string, payload: unknown, context: HookContext): Reading {
  if (topic === 'order.created' || topic === 'order.updated' || topic === 'order.restored')
    return readOrder(readAs(order, payload), context);
  if (topic === 'customer.created' || topic === 'customer.updated') {
    const { id, email, first_name, last_name, billing: bill } = readAs(customer, payload);
    const person = personOf(id, bill, context, { email, name: nameOf(first_name, last_name) });
    return { people: [{ ...person, kind: 'lead' }] };
  }
  return { passedOver: `nothing is kept of ${topic || 'a delivery without a topic'}` };
}

function readOrder(read: z.output<typeof order>, context: HookContext): Reading {
  const currency = currencyOf(read.currency, context.currency);
  const person = personOf(read.customer_id, read.billing, context, {});
  if (person.email === undefined && person.externalId === undefined)
    return { passedOver: 'the order names nobody' };
  const occurredAt = timeOf(read.date_created_gmt ?? read.date_created ?? '');
  const sourceRef = `${context.hook}:${read.id}`;
  const orderId = normaliseOrderId(read.number ?? read.id) ?? read.id;
  const amountMinor = minorOf(read.total, currency);
  const items = read.line_items.map(({ name, quantity, total, sku }) => ({
    name,
    quantity: quantity > 0 ? quantity : 1,
    ...(total === undefined ? {} : { amountMinor: minorOf(total, currency) }),
    ...(sku === undefined ? {} : { sku }),
  }));
  if (BEGUN.has(read.status)) {
    const changedAt = timeOf(read.date_modified_gmt ?? read.date_modified ?? occurredAt.toISOString());
    const cart = { ...person, dedupeKey: `cart:${sourceRef}`, source: 'shop', sourceRef };
    return {
      carts: [{ ...cart, items, amountMinor, currency, url: null, openedAt: occurredAt, changedAt }],
    };
  }
  const isCancelled = read.status === 'cancelled';
  if (!ORDERED.has(read.status) && !isCancelled) return { passedOver: `the order is ${read.status}` };
  const returns = read.refunds.map(
    ({ id, reason, total }): ToldReturn => ({
      dedupeKey: `return:${context.hook}:${id}`,
      of: { sourceRef },
      at: timeOf(read.date_modified_gmt ?? read.date_modified ?? occurredAt.toISOString()),
      amountMinor: Math.abs(minorOf(total, currency)),
      currency,
      text: reason ?? '',
      cause: null,
    }),
  );
  if (isCancelled) {
    const at = timeOf(read.date_modified_gmt ?? read.date_modified ?? occurredAt.toISOString());
    const whole = {
      dedupeKey: `cancelled:${sourceRef}`,
      at,
      amountMinor,
      currency,
      text: '',
      cause: 'cancelled',
    };
    // What was paid back of it is told by its refunds.
    return { returns: returns.length > 0 ? returns : [{ ...whole, of: { sourceRef } }] };
  }
  const paidAt = read.date_paid_gmt ?? read.date_paid;
  const told: Told = {
    purchases: [
      {
        ...person,
        dedupeKey: orderKey(orderId),
        orderId,
        occurredAt,
        amountMinor,
        currency,
        method: read.payment_method_title ?? read.payment_method ?? null,
        items,
        promotion: read.coupon_lines[0]?.code ?? null,
        paidAt: paidAt === undefined ? null : timeOf(paidAt),
        source: 'shop',
        sourceRef,
        history: context.isHistory(occurredAt),
      },
    ],
    returns,
    people: [{ ...person, kind: 'customer' }],
  };
  return told;
}

function personOf(
  id: string | undefined,
  { first_name, last_name, company, email, phone, country }: z.output<typeof billing>,
  { hook }: HookContext,
  known: { email?: string | undefined; name?: string | undefined },
) {
  const address = emailOf(known.email, email);
  const name = known.name ?? nameOf(first_name, last_name) ?? company;
  const number = phoneOf(phone, country);
  return {
    ...(address === undefined ? {} : { email: address }),
    // 0 is a guest.
    ...(id === undefined || id === '0' ? {} : { externalId: { system: hook, id } }),
    ...(name === undefined ? {} : { name }),
    ...(number === undefined ? {} : { phone: number }),
  };
}
