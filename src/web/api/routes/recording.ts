import { z } from 'zod';
import { recordCarts } from '../../../customers/feedback/record-carts.ts';
import { recordFeedback } from '../../../customers/feedback/record-feedback.ts';
import { recordInteractions } from '../../../customers/feedback/record-interactions.ts';
import { HISTORY_AFTER_MS } from '../../../customers/purchases/purchase-time.ts';
import { recordPayments } from '../../../customers/purchases/record-payments.ts';
import { recordPurchases } from '../../../customers/purchases/record-purchases.ts';
import {
  cartOf,
  feedbackOf,
  interactionOf,
  paymentOf,
  purchaseOf,
  type RowOrigin,
} from '../../../operations/rows/read-rows.ts';
import { cart, feedback, interaction, payment, purchase } from '../../../operations/rows/rows.ts';
import { NONE, recorded, rowsOf } from '../../../operations/rows/shapes.ts';
import { peopleRulesOf } from '../../../schedule/people-rules.ts';
import { type ApiCall, route } from '../api-route.ts';

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
      const isHistory = (at: Date) => at.getTime() < call.now.getTime() - HISTORY_AFTER_MS;
      const rows = body.items.map((row) => purchaseOf(row, originOf(call), isHistory));
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
      const rows = body.items.map((row) => paymentOf(row, originOf(call)));
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
      const rows = body.items.map((row) => interactionOf(row, originOf(call)));
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
      const rows = body.items.map((row) => feedbackOf(row, originOf(call)));
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
      const rows = body.items.map((row) => cartOf(row, originOf(call)));
      const result = await recordCarts(call.tx, rows, call.now, peopleRulesOf(call.workspace));
      return { status: 200, body: result };
    },
  }),
];

function originOf({ key }: ApiCall): RowOrigin {
  return { source: 'api', sourceRef: key.name };
}
