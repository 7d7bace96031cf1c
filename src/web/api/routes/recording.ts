import { z } from 'zod';
import { recordCarts } from '../../../customers/feedback/record-carts.ts';
import { recordFeedback } from '../../../customers/feedback/record-feedback.ts';
import { recordInteractions } from '../../../customers/feedback/record-interactions.ts';
import { normaliseOrderId, orderKey } from '../../../customers/purchases/order-text.ts';
import { HISTORY_AFTER_MS } from '../../../customers/purchases/purchase-time.ts';
import { recordPayments } from '../../../customers/purchases/record-payments.ts';
import { recordPurchases } from '../../../customers/purchases/record-purchases.ts';
import { sha256Hex } from '../../../lib/ids.ts';
import { readPhoneNumber } from '../../../lib/phone-number.ts';
import { peopleRulesOf } from '../../../schedule/people-rules.ts';
import { type ApiCall, route } from '../api-route.ts';
import {
  amountMinor,
  currency,
  item,
  NAMES_NOBODY,
  NONE,
  namesSomebody,
  recorded,
  rowsOf,
  somebody,
  time,
  words,
} from '../shapes.ts';

const key = words(200)
  .optional()
  .describe(
    'What your system calls this row: sent twice, it is recorded once. Made of the row when left out.',
  );

const purchase = z
  .strictObject({
    ...somebody,
    key,
    orderId: words(200).optional().describe('Known by it from any source: mail, files and shops.'),
    occurredAt: time(),
    amountMinor: amountMinor().min(0),
    currency: currency(),
    method: words(60).optional(),
    items: z.array(item).max(500).default([]),
    promotion: words(100).optional(),
    creditDays: z.int().min(0).max(3650).optional(),
    dueAt: time().optional(),
    paidAt: time().optional(),
  })
  .refine(namesSomebody, { error: NAMES_NOBODY });

const payment = z.strictObject({
  key,
  orderId: words(200),
  at: time(),
  amountMinor: amountMinor().describe('Negative where money was given back.'),
  currency: currency(),
  method: words(60).optional(),
});

const interaction = z
  .strictObject({
    ...somebody,
    key,
    channel: z.enum(['phone', 'meeting', 'text', 'social', 'web']),
    direction: z.enum(['incoming', 'outgoing']).describe('incoming: they called you.'),
    at: time(),
    minutes: z.number().min(0).max(10_000).optional(),
    summary: z.string().max(10_000).optional(),
    byWhom: words(200).optional(),
  })
  .refine(namesSomebody, { error: NAMES_NOBODY });

const feedback = z
  .strictObject({
    ...somebody,
    key,
    kind: z.enum(['complaint', 'return', 'support-call', 'survey', 'review', 'lost-business']),
    at: time(),
    text: z.string().max(20_000).optional(),
    score: z.number().optional(),
    scoreOf: z.number().positive().optional(),
    channel: words(60).optional(),
    product: words(500).optional(),
    orderId: words(200).optional(),
    amountMinor: amountMinor().optional(),
    currency: currency().optional(),
    competitor: words(200).optional(),
    cause: words(500).optional(),
    done: words(2000).optional(),
    satisfied: z.boolean().optional(),
    resolvedAt: time().optional(),
  })
  .refine(namesSomebody, { error: NAMES_NOBODY });

const cart = z
  .strictObject({
    ...somebody,
    key: words(200).describe('The id of the cart in the shop.'),
    items: z.array(item).max(500),
    amountMinor: amountMinor().min(0).optional(),
    currency: currency().optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional(),
    openedAt: time(),
    changedAt: time().optional(),
  })
  .refine(namesSomebody, { error: NAMES_NOBODY });

/** What happened, brought by another program; each row is recorded once. */
export const RECORDING_ROUTES = [
  route({
    method: 'post',
    path: '/purchases',
    summary: 'Record purchases. Unknown buyers become customers; rows older than two days trigger nothing.',
    tag: 'purchases',
    params: NONE,
    query: NONE,
    body: rowsOf(purchase),
    answers: { 200: recorded.extend({ created: z.int().describe('New contacts.'), erased: z.int() }) },
    async run(call, { body }) {
      const rows = body.items.map((row) => {
        const { orderId: given, key: named, ...rest } = row;
        const orderId = given === undefined ? null : normaliseOrderId(given);
        const occurredAt = new Date(row.occurredAt);
        return {
          ...rest,
          ...person(row),
          items: row.items.map(itemOf),
          orderId,
          dedupeKey: orderId === null ? keyOf(named, row) : orderKey(orderId),
          occurredAt,
          dueAt: dateOf(row.dueAt),
          paidAt: dateOf(row.paidAt),
          method: row.method ?? null,
          source: 'api' as const,
          sourceRef: call.key.name,
          history: occurredAt.getTime() < call.now.getTime() - HISTORY_AFTER_MS,
        };
      });
      const { erased, ...result } = await recordPurchases(
        call.tx,
        rows,
        call.now,
        peopleRulesOf(call.workspace),
      );
      return { status: 200, body: { ...result, refused: result.refused + erased, erased } };
    },
  }),
  route({
    method: 'post',
    path: '/payments',
    summary: 'Record payments of purchases, by their order ids; negative ones give money back.',
    tag: 'purchases',
    params: NONE,
    query: NONE,
    body: rowsOf(payment),
    answers: {
      200: recorded.omit({ refused: true }).extend({
        unknownPurchases: z.array(z.string()).describe('Order ids of which nothing is known: not recorded.'),
        otherCurrency: z.array(z.string()).describe('Order ids in another currency: not recorded.'),
      }),
    },
    async run(call, { body }) {
      const rows = body.items.map((row) => ({
        dedupeKey: keyOf(row.key, row),
        purchaseKey: orderKey(normaliseOrderId(row.orderId) ?? row.orderId),
        at: new Date(row.at),
        amountMinor: row.amountMinor,
        currency: row.currency,
        method: row.method ?? null,
        source: 'api',
        sourceRef: call.key.name,
      }));
      const { unknownPurchase, otherCurrency, ...counts } = await recordPayments(call.tx, rows, call.now);
      const orders = (refused: readonly { purchaseKey: string }[]) =>
        refused.map(({ purchaseKey }) => purchaseKey.replace(/^order:/, ''));
      return {
        status: 200,
        body: { ...counts, unknownPurchases: orders(unknownPurchase), otherCurrency: orders(otherCurrency) },
      };
    },
  }),
  route({
    method: 'post',
    path: '/interactions',
    summary: 'Record calls, meetings, texts, social and web contacts.',
    tag: 'interactions',
    params: NONE,
    query: NONE,
    body: rowsOf(interaction),
    answers: { 200: recorded.extend({ created: z.int() }) },
    async run(call, { body }) {
      const rows = body.items.map((row) => ({
        ...row,
        ...person(row),
        ...origin(call, row),
        at: new Date(row.at),
      }));
      const result = await recordInteractions(call.tx, rows, call.now, peopleRulesOf(call.workspace));
      return { status: 200, body: result };
    },
  }),
  route({
    method: 'post',
    path: '/feedback',
    summary:
      'Record complaints, returns, support calls, survey answers, reviews and lost business. It sends nothing.',
    tag: 'feedback',
    params: NONE,
    query: NONE,
    body: rowsOf(feedback),
    answers: { 200: recorded.extend({ created: z.int() }) },
    async run(call, { body }) {
      const rows = body.items.map((row) => ({
        ...row,
        ...person(row),
        ...origin(call, row),
        at: new Date(row.at),
        resolvedAt: dateOf(row.resolvedAt),
        ...(row.orderId === undefined
          ? {}
          : { purchaseKey: orderKey(normaliseOrderId(row.orderId) ?? row.orderId) }),
      }));
      const result = await recordFeedback(call.tx, rows, call.now, peopleRulesOf(call.workspace));
      return { status: 200, body: result };
    },
  }),
  route({
    method: 'post',
    path: '/carts',
    summary: 'Say what carts hold now; a cart is known by its key and brought up to date.',
    tag: 'carts',
    params: NONE,
    query: NONE,
    body: rowsOf(cart),
    answers: {
      200: z.object({ opened: z.int(), changed: z.int(), unchanged: z.int(), refused: z.int() }),
    },
    async run(call, { body }) {
      const rows = body.items.map((row) => ({
        ...person(row),
        ...origin(call, row),
        items: row.items.map(itemOf),
        amountMinor: row.amountMinor ?? null,
        currency: row.currency ?? null,
        url: row.url ?? null,
        openedAt: new Date(row.openedAt),
        changedAt: new Date(row.changedAt ?? row.openedAt),
      }));
      const result = await recordCarts(call.tx, rows, call.now, peopleRulesOf(call.workspace));
      return { status: 200, body: result };
    },
  }),
];

function person({ email, externalId, phone, name }: z.output<z.ZodObject<typeof somebody>>) {
  return {
    ...(email === undefined ? {} : { email }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(phone === undefined ? {} : { phone: readPhoneNumber(phone)?.e164 ?? phone }),
    ...(name === undefined ? {} : { name }),
  };
}

function origin(call: ApiCall, row: { key?: string | undefined }) {
  return { dedupeKey: keyOf(row.key, row), source: 'api', sourceRef: call.key.name };
}

/** The same row is the same key, whichever program sends it. */
function keyOf(named: string | undefined, row: object): string {
  return named === undefined ? `api:${sha256Hex(JSON.stringify(row))}` : `api:${named}`;
}

function itemOf({ name, quantity, amountMinor: amount, sku }: z.output<typeof item>) {
  return {
    name,
    quantity,
    ...(amount === undefined ? {} : { amountMinor: amount }),
    ...(sku === undefined ? {} : { sku }),
  };
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
