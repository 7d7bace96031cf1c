import { z } from 'zod';
import { amountMinor, currency, item, NAMES_NOBODY, namesSomebody, somebody, time, words } from './shapes.ts';

/** Rows that other programs bring, by the API or by webhooks. */

const key = words(200)
  .optional()
  .describe(
    'What your system calls this row: sent twice, it is recorded once. Made of the row when left out.',
  );

export const purchase = z
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

export const payment = z.strictObject({
  key,
  orderId: words(200),
  at: time(),
  amountMinor: amountMinor().describe('Negative where money was given back.'),
  currency: currency(),
  method: words(60).optional(),
});

export const interaction = z
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

export const feedback = z
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

export const cart = z
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
