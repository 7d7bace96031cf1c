import type { z } from 'zod';
import type { NewCart } from '../../customers/feedback/record-carts.ts';
import type { NewFeedback } from '../../customers/feedback/record-feedback.ts';
import type { NewInteraction } from '../../customers/feedback/record-interactions.ts';
import type { NamedPerson } from '../../customers/identify/named-person.ts';
import { normaliseOrderId, orderKey } from '../../customers/purchases/order-text.ts';
import type { NewPayment } from '../../customers/purchases/record-payments.ts';
import type { NewPurchase } from '../../customers/purchases/record-purchases.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import type { cart, feedback, interaction, payment, purchase } from './rows.ts';
import type { item, somebody } from './shapes.ts';

/** Who brings them. */
export interface RowOrigin {
  source: 'api' | 'shop';
  sourceRef: string;
}

/** As the record takes it: a purchase is known by its order id, else by its key. */
export function purchaseOf(
  row: z.output<typeof purchase>,
  origin: RowOrigin,
  isHistory: (at: Date) => boolean,
): NewPurchase {
  const orderId = row.orderId === undefined ? null : normaliseOrderId(row.orderId);
  const occurredAt = new Date(row.occurredAt);
  return {
    ...personOf(row),
    ...origin,
    dedupeKey: orderId === null ? keyOf(row, origin) : orderKey(orderId),
    orderId,
    occurredAt,
    amountMinor: row.amountMinor,
    currency: row.currency,
    method: row.method ?? null,
    items: row.items.map(itemOf),
    promotion: row.promotion,
    creditDays: row.creditDays,
    dueAt: dateOf(row.dueAt),
    paidAt: dateOf(row.paidAt),
    history: isHistory(occurredAt),
  };
}

export function paymentOf(row: z.output<typeof payment>, origin: RowOrigin): NewPayment {
  return {
    ...origin,
    dedupeKey: keyOf(row, origin),
    purchaseKey: orderKey(normaliseOrderId(row.orderId) ?? row.orderId),
    at: new Date(row.at),
    amountMinor: row.amountMinor,
    currency: row.currency,
    method: row.method ?? null,
  };
}

export function interactionOf(row: z.output<typeof interaction>, origin: RowOrigin): NewInteraction {
  const { channel, direction, minutes, summary, byWhom } = row;
  const at = new Date(row.at);
  return {
    ...personOf(row),
    ...origin,
    dedupeKey: keyOf(row, origin),
    channel,
    direction,
    at,
    minutes,
    summary,
    byWhom,
  };
}

export function feedbackOf(row: z.output<typeof feedback>, origin: RowOrigin): NewFeedback {
  const {
    orderId,
    key: _key,
    email: _email,
    phone: _phone,
    externalId: _externalId,
    name: _name,
    ...said
  } = row;
  return {
    ...said,
    ...personOf(row),
    ...origin,
    dedupeKey: keyOf(row, origin),
    at: new Date(row.at),
    resolvedAt: dateOf(row.resolvedAt),
    ...(orderId === undefined ? {} : { purchaseKey: orderKey(normaliseOrderId(orderId) ?? orderId) }),
  };
}

export function cartOf(row: z.output<typeof cart>, origin: RowOrigin): NewCart {
  return {
    ...personOf(row),
    ...origin,
    dedupeKey: keyOf(row, origin),
    items: row.items.map(itemOf),
    amountMinor: row.amountMinor ?? null,
    currency: row.currency ?? null,
    url: row.url ?? null,
    openedAt: new Date(row.openedAt),
    changedAt: new Date(row.changedAt ?? row.openedAt),
  };
}

/** Whom a row is about. */
export function personOf({
  email,
  externalId,
  phone,
  name,
}: z.output<z.ZodObject<typeof somebody>>): NamedPerson {
  return {
    ...(email === undefined ? {} : { email }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(phone === undefined ? {} : { phone: readPhoneNumber(phone)?.e164 ?? phone }),
    ...(name === undefined ? {} : { name }),
  };
}

/** The same row is the same key, whichever way it comes again. */
function keyOf(row: { key?: string | undefined }, { source, sourceRef }: RowOrigin): string {
  const space = source === 'api' ? 'api' : `hook:${sourceRef}`;
  return `${space}:${row.key ?? sha256Hex(JSON.stringify(row))}`;
}

function itemOf({ name, quantity, amountMinor, sku }: z.output<typeof item>) {
  return {
    name,
    quantity,
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(sku === undefined ? {} : { sku }),
  };
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
