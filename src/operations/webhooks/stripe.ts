import { z } from 'zod';
import { normaliseOrderId, orderKey } from '../../customers/purchases/order-text.ts';
import { currencyOf, emailOf, minorOfStripe, phoneOf, readAs, word } from './shop-values.ts';
import type { HookContext, Reading } from './told.ts';

const event = z.looseObject({
  id: z.string(),
  type: z.string(),
  livemode: z.boolean().optional(),
  data: z.looseObject({
    object: z.looseObject({}),
    previous_attributes: z.looseObject({ amount_refunded: z.number().optional() }).optional(),
  }),
});

const amount = z.number().nullish();
const seconds = z.number();
const reference = z
  .union([z.string(), z.looseObject({ id: z.string() })])
  .nullish()
  .transform((given) => (typeof given === 'string' ? given : given?.id));
const metadata = z
  .looseObject({ order_id: word, order_number: word })
  .nullish()
  .transform((given) => given?.order_id ?? given?.order_number);
const details = z.looseObject({ email: word, name: word, phone: word }).nullish();

const session = z.looseObject({
  id: z.string(),
  created: seconds,
  amount_total: amount,
  currency: word,
  payment_status: word,
  payment_intent: reference,
  customer: reference,
  customer_email: word,
  customer_details: details,
  metadata,
  invoice: reference,
  url: word,
  after_expiration: z.looseObject({ recovery: z.looseObject({ url: word }).nullish() }).nullish(),
});

const invoice = z.looseObject({
  id: z.string(),
  number: word,
  created: seconds,
  due_date: z.number().nullish(),
  total: z.number(),
  amount_paid: amount,
  currency: word,
  customer: reference,
  customer_email: word,
  customer_name: word,
  customer_phone: word,
  status_transitions: z.looseObject({ paid_at: z.number().nullish() }).nullish(),
  lines: z
    .looseObject({
      data: z
        .array(z.looseObject({ description: word, quantity: z.number().nullish(), amount: z.number() }))
        .default([]),
    })
    .nullish(),
});

const charge = z.looseObject({
  id: z.string(),
  created: seconds,
  amount: z.number(),
  amount_refunded: z.number().default(0),
  currency: word,
  customer: reference,
  receipt_email: word,
  billing_details: details,
  description: word,
  invoice: reference,
  payment_intent: reference,
  payment_method_details: z.looseObject({ type: word }).nullish(),
  metadata,
});

const customer = z.looseObject({ id: z.string(), email: word, name: word, phone: word });

/**
 * Reads an event of Stripe. A paid session or charge is a purchase under its payment intent, so that both are one; one that
 * names an order (metadata.order_id) is a payment of it where a shop tells of the purchase. Invoices are purchases under
 * their number. Amounts are in Stripe's smallest unit. Throws a BrokenPayload.
 */
export function readStripe(payload: unknown, context: HookContext): Reading {
  const { type, livemode, data } = readAs(event, payload);
  if (livemode === false) return { passedOver: 'test mode' };
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return readSession(readAs(session, data.object), context);
    case 'checkout.session.expired':
      return readExpired(readAs(session, data.object), context);
    case 'charge.succeeded':
      return readCharge(readAs(charge, data.object), context);
    case 'charge.refunded':
      return readRefund(readAs(charge, data.object), data.previous_attributes?.amount_refunded ?? 0, context);
    case 'invoice.finalized':
    case 'invoice.paid':
      return readInvoice(readAs(invoice, data.object), type === 'invoice.paid', context);
    case 'customer.created':
    case 'customer.updated': {
      const { id, email, name, phone } = readAs(customer, data.object);
      const person = personOf({ id, emails: [email], name, phone }, context);
      return { people: [{ ...person, kind: 'lead' }] };
    }
    default:
      return { passedOver: `nothing is kept of ${type}` };
  }
}

function readSession(read: z.output<typeof session>, context: HookContext): Reading {
  if (read.payment_status === 'unpaid') return { passedOver: 'not paid yet' };
  if (read.invoice !== undefined) return { passedOver: 'its invoice tells of it' };
  if (read.amount_total === undefined || read.amount_total === null || read.amount_total === 0)
    return { passedOver: 'no amount' };
  const { customer_details: about } = read;
  return paid(
    {
      ...read,
      amount: read.amount_total,
      key: read.payment_intent ?? read.id,
      order: read.metadata,
      method: null,
      title: undefined,
      person: personOf(
        {
          id: read.customer,
          emails: [about?.email, read.customer_email],
          name: about?.name,
          phone: about?.phone,
        },
        context,
      ),
    },
    context,
  );
}

function readCharge(read: z.output<typeof charge>, context: HookContext): Reading {
  if (read.invoice !== undefined) return { passedOver: 'its invoice tells of it' };
  const { billing_details: about } = read;
  return paid(
    {
      ...read,
      key: read.payment_intent ?? read.id,
      order: read.metadata,
      method: read.payment_method_details?.type ?? null,
      title: read.description,
      person: personOf(
        {
          id: read.customer,
          emails: [about?.email, read.receipt_email],
          name: about?.name,
          phone: about?.phone,
        },
        context,
      ),
    },
    context,
  );
}

interface Paid {
  amount: number;
  currency?: string | undefined;
  created: number;
  key: string;
  order: string | undefined;
  method: string | null;
  title: string | undefined;
  person: ReturnType<typeof personOf>;
}

/** Money that came: of an order that a shop tells of, or a purchase of its own. */
function paid({ created, key, order, method, title, person, ...read }: Paid, context: HookContext): Reading {
  const currency = currencyOf(read.currency, context.currency);
  const amountMinor = minorOfStripe(read.amount, currency);
  const at = new Date(created * 1000);
  const sourceRef = `${context.hook}:${key}`;
  const origin = { source: 'shop' as const, sourceRef };
  if (order !== undefined && context.shopTells) {
    const purchaseKey = orderKey(normaliseOrderId(order) ?? order);
    const dedupeKey = `paid:${purchaseKey}`;
    return { payments: [{ ...origin, dedupeKey, purchaseKey, at, amountMinor, currency, method }] };
  }
  if (person.email === undefined && person.externalId === undefined)
    return { passedOver: 'the payment names nobody' };
  return {
    purchases: [
      {
        ...person,
        ...origin,
        dedupeKey: `stripe:${key}`,
        orderId: order === undefined ? null : normaliseOrderId(order),
        occurredAt: at,
        amountMinor,
        currency,
        method,
        items: title === undefined ? [] : [{ name: title, quantity: 1, amountMinor }],
        paidAt: at,
        history: context.isHistory(at),
      },
    ],
    people: [{ ...person, kind: 'customer' }],
  };
}

function readRefund(read: z.output<typeof charge>, before: number, context: HookContext): Reading {
  const currency = currencyOf(read.currency, context.currency);
  const order = read.metadata;
  const key = read.payment_intent ?? read.id;
  return {
    returns: [
      {
        // The amounts add up, so that the sum tells one refund from the next.
        dedupeKey: `return:${context.hook}:${read.id}:${read.amount_refunded}`,
        of:
          order === undefined || !context.shopTells
            ? { sourceRef: `${context.hook}:${key}` }
            : { purchaseKey: orderKey(normaliseOrderId(order) ?? order) },
        at: new Date(read.created * 1000),
        amountMinor: minorOfStripe(read.amount_refunded - before, currency),
        currency,
        text: '',
        cause: null,
      },
    ],
  };
}

function readInvoice(read: z.output<typeof invoice>, isPaid: boolean, context: HookContext): Reading {
  if (read.total <= 0) return { passedOver: 'no amount' };
  const currency = currencyOf(read.currency, context.currency);
  const person = personOf(
    {
      id: read.customer,
      emails: [read.customer_email],
      name: read.customer_name,
      phone: read.customer_phone,
    },
    context,
  );
  if (person.email === undefined && person.externalId === undefined)
    return { passedOver: 'the invoice names nobody' };
  const occurredAt = new Date(read.created * 1000);
  const orderId = read.number ?? read.id;
  const paidAt = read.status_transitions?.paid_at;
  const due = read.due_date;
  return {
    purchases: [
      {
        ...person,
        dedupeKey: orderKey(orderId),
        orderId,
        occurredAt,
        amountMinor: minorOfStripe(read.total, currency),
        currency,
        method: null,
        items: (read.lines?.data ?? []).map((line) => ({
          name: line.description ?? 'unnamed',
          quantity:
            line.quantity !== undefined && line.quantity !== null && line.quantity > 0 ? line.quantity : 1,
          amountMinor: minorOfStripe(line.amount, currency),
        })),
        dueAt: due === undefined || due === null ? null : new Date(due * 1000),
        paidAt: isPaid ? new Date((paidAt ?? read.created) * 1000) : null,
        source: 'shop',
        sourceRef: `${context.hook}:${read.id}`,
        history: context.isHistory(occurredAt),
      },
    ],
    people: [{ ...person, kind: 'customer' }],
  };
}

/** Somebody went to pay and did not: a cart that was left. */
function readExpired(read: z.output<typeof session>, context: HookContext): Reading {
  const person = personOf(
    {
      id: read.customer,
      emails: [read.customer_details?.email, read.customer_email],
      name: read.customer_details?.name,
      phone: read.customer_details?.phone,
    },
    context,
  );
  if (person.email === undefined && person.externalId === undefined)
    return { passedOver: 'the session names nobody' };
  const currency = currencyOf(read.currency, context.currency);
  const at = new Date(read.created * 1000);
  const sourceRef = `${context.hook}:${read.id}`;
  const total = read.amount_total;
  return {
    carts: [
      {
        ...person,
        dedupeKey: `cart:${sourceRef}`,
        items: [],
        amountMinor: total === undefined || total === null ? null : minorOfStripe(total, currency),
        currency,
        url: read.after_expiration?.recovery?.url ?? null,
        openedAt: at,
        changedAt: at,
        source: 'shop',
        sourceRef,
      },
    ],
  };
}

function personOf(
  known: {
    id: string | undefined;
    emails: readonly (string | undefined)[];
    name: string | undefined;
    phone: string | undefined;
  },
  { hook }: HookContext,
) {
  const email = emailOf(...known.emails);
  const phone = phoneOf(known.phone, undefined);
  return {
    ...(email === undefined ? {} : { email }),
    ...(known.id === undefined ? {} : { externalId: { system: hook, id: known.id } }),
    ...(known.name === undefined ? {} : { name: known.name }),
    ...(phone === undefined ? {} : { phone }),
  };
}
