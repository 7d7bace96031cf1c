import { sql } from 'kysely';
import { z } from 'zod';
import { amountMinor, currency, id, item, NONE, time } from '../../../operations/rows/shapes.ts';
import { route } from '../api-route.ts';
import { idAfter, pageById, pageOf, paging } from '../paging.ts';

const query = z.strictObject({ ...paging, contactId: id().optional().describe('Only of this contact.') });

const base = { id: id(), contactId: id() };
const origin = { source: z.string(), sourceRef: z.string().nullable() };
const money = { amountMinor: amountMinor().nullable(), currency: currency().nullable() };
const text = () => z.string().nullable();
const when = () => time().nullable();

const purchase = z.object({
  ...base,
  ...origin,
  orderId: text(),
  occurredAt: time(),
  amountMinor: amountMinor(),
  currency: currency(),
  method: text(),
  items: z.array(item.extend({ quantity: z.number() })),
  promotion: text(),
  dueAt: when(),
  paidMinor: amountMinor(),
  paidAt: when(),
});
const payment = z.object({
  ...base,
  ...origin,
  purchaseId: id(),
  at: time(),
  amountMinor: amountMinor(),
  currency: currency(),
  method: text(),
});
const interaction = z.object({
  ...base,
  ...origin,
  channel: z.string(),
  direction: z.string(),
  at: time(),
  minutes: z.number().nullable(),
  summary: z.string(),
  byWhom: text(),
});
const feedback = z.object({
  ...base,
  ...origin,
  ...money,
  kind: z.string(),
  at: time(),
  text: z.string(),
  score: z.number().nullable(),
  scoreOf: z.number().nullable(),
  channel: text(),
  productId: id().nullable(),
  purchaseId: id().nullable(),
  competitor: text(),
  cause: text(),
  done: text(),
  satisfied: z.boolean().nullable(),
  resolvedAt: when(),
});
const cart = z.object({
  ...base,
  ...origin,
  ...money,
  state: z.string(),
  items: z.array(item.extend({ quantity: z.number() })),
  url: text(),
  openedAt: time(),
  changedAt: time(),
  closedAt: when(),
  purchaseId: id().nullable(),
});

interface List {
  path: string;
  tag: string;
  summary: string;
  table: string;
  row: z.ZodObject;
}

const LISTS: readonly List[] = [
  {
    path: '/purchases',
    tag: 'purchases',
    summary: 'Purchases, in the order in which they were recorded.',
    table: 'purchases',
    row: purchase,
  },
  { path: '/payments', tag: 'purchases', summary: 'Payments of purchases.', table: 'payments', row: payment },
  {
    path: '/interactions',
    tag: 'interactions',
    summary: 'Calls, meetings, texts, social and web contacts.',
    table: 'interactions',
    row: interaction,
  },
  { path: '/feedback', tag: 'feedback', summary: 'What customers said.', table: 'feedback', row: feedback },
  { path: '/carts', tag: 'carts', summary: 'Carts of shops.', table: 'carts', row: cart },
];

/** What is recorded, page by page along the key. */
export const LIST_ROUTES = LISTS.map(({ path, tag, summary, table, row }) =>
  route({
    method: 'get',
    path,
    summary,
    tag,
    params: NONE,
    query,
    answers: { 200: pageOf(row) },
    async run({ tx }, { query: { limit, after, contactId } }) {
      const columns = Object.keys(row.shape).map(
        (name) => sql`t.${sql.ref(columnOf(name))} as ${sql.ref(name)}`,
      );
      const { rows } = await sql<{ id: string }>`
        select ${sql.join(columns)} from ${sql.table(table)} t
        where t.id > ${idAfter(after)}::uuid ${contactId === undefined ? sql`` : sql`and t.contact_id = ${contactId}::uuid`}
        order by t.id limit ${limit + 1}`.execute(tx);
      return { status: 200, body: pageById(rows, limit) };
    },
  }),
);

/** `paid_minor` of `paidMinor`. */
function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
