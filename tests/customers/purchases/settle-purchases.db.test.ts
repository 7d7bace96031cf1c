import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NewFeedback, recordFeedback } from '../../../src/customers/feedback/record-feedback.ts';
import { undoImport } from '../../../src/customers/imports/undo-import.ts';
import { recordPayments } from '../../../src/customers/purchases/record-payments.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { totalSpent } from '../../../src/customers/purchases/total-spent.ts';
import { loadFacts, loadPageFacts } from '../../../src/customers/scores/load-facts.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { previewRule } from '../../../src/customers/segments/preview-rule.ts';
import { summarisePurchases } from '../../../src/customers/value/summarise-purchases.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { importFixture } from '../imports/import-fixture.ts';

let database: TestDatabase;
let fixture: Awaited<ReturnType<typeof importFixture>>;
const now = new Date('2024-06-01T08:00:00Z');
const day = (text: string) => new Date(`2024-05-${text}T10:00:00Z`);

beforeAll(async () => {
  database = await testDatabase();
  fixture = await importFixture(() => database);
});
afterAll(async () => {
  await fixture.close();
  await database.close();
});

/** Karim bought twice: bread and baklava on credit, and tea a week later. */
beforeEach(async () => {
  await clearBusiness(database);
  const order = (number: string, on: string, items: { name: string; amountMinor: number }[]) => ({
    dedupeKey: `order:${number}`,
    email: 'karim@workshop.example',
    orderId: number,
    occurredAt: day(on),
    amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency: 'EUR',
    method: null,
    items: items.map((item) => ({ ...item, quantity: 1 })),
    creditDays: 7,
    source: 'csv' as const,
    sourceRef: `orders.csv:${number}`,
    history: true,
  });
  await database.inside((tx) =>
    recordPurchases(
      tx,
      [
        order('1', '02', [
          { name: 'Bread', amountMinor: 400 },
          { name: 'Baklava', amountMinor: 600 },
        ]),
        order('2', '09', [{ name: 'Tea', amountMinor: 300 }]),
      ],
      now,
    ),
  );
});

const giveBack = (key: string, more: Partial<NewFeedback> = {}) =>
  database.inside((tx) =>
    recordFeedback(
      tx,
      [
        {
          kind: 'return',
          dedupeKey: key,
          email: 'karim@workshop.example',
          purchaseKey: 'order:1',
          at: day('20'),
          source: 'mail',
          sourceRef: null,
          ...more,
        },
      ],
      now,
    ),
  );
const orders = () =>
  database.inside((tx) =>
    tx
      .selectFrom('purchases')
      .select(['returned_minor as returned', 'cancelled_at as cancelledAt', 'paid_at as paidAt'])
      .orderBy('order_id')
      .execute(),
  );
const karim = () =>
  database.inside((tx) =>
    tx
      .selectFrom('contacts')
      .select(['id', 'purchase_count as count', 'last_purchase_at as last'])
      .executeTakeFirstOrThrow(),
  );
const spent = async () => {
  const { id } = await karim();
  return database.inside(async (tx) => {
    const facts = await loadFacts(tx, [id]);
    expect(await loadPageFacts(tx, [id])).toEqual(facts);
    const [summary] = await summarisePurchases(tx, { currency: 'EUR', now, timeZone: 'UTC' });
    const [total] = await totalSpent(tx, id);
    const amounts = facts[0]?.purchases.map(({ amountMinor }) => amountMinor);
    expect([summary?.revenueMinor, total?.amountMinor]).toEqual(
      Array(2).fill(amounts?.length ? amounts.reduce((sum, one) => sum + one, 0) : undefined),
    );
    return amounts;
  });
};
const bought = (rule: string) =>
  database.inside(async (tx) => {
    const { count } = await previewRule(tx, parseRule(rule), { now, timeZone: 'UTC' }, { limit: 1 });
    return count;
  });

describe('what is taken back', () => {
  it('lessens the purchase by what was returned, which stays something that happened', async () => {
    await giveBack('some', { amountMinor: 250, currency: 'EUR' });
    expect(await orders()).toMatchObject([{ returned: 250, cancelledAt: null }, { returned: 0 }]);
    expect(await spent()).toEqual([750, 300]);
    expect(await karim()).toMatchObject({ count: 2 });
    await giveBack('more', { amountMinor: 5000, currency: 'EUR' });
    expect(await spent()).toEqual([0, 300]);
    expect(await karim()).toMatchObject({ count: 2, last: day('09') });
  });

  it('takes the line of a product, or all where nothing is said, and nothing in another currency', async () => {
    await giveBack('dollars', { amountMinor: 100, currency: 'USD' });
    expect(await spent()).toEqual([1000, 300]);
    await giveBack('baklava', { product: 'baklava' });
    expect(await spent()).toEqual([400, 300]);
    await giveBack('tea', { purchaseKey: 'order:2', product: 'Tea' });
    expect(await spent()).toEqual([400, 0]);
    await giveBack('rest');
    expect(await spent()).toEqual([0, 0]);
  });

  it('takes once what mail and shop both tell', async () => {
    await giveBack('mail', { amountMinor: 250, currency: 'EUR' });
    await giveBack('shop', { amountMinor: 250, currency: 'EUR', source: 'shop' });
    expect(await spent()).toEqual([750, 300]);
  });

  it('leaves a cancelled order out everywhere: it is no purchase', async () => {
    await giveBack('cancelled', { purchaseKey: 'order:2', cause: 'cancelled' });
    expect(await orders()).toMatchObject([{ returned: 0 }, { returned: 300, cancelledAt: day('20') }]);
    expect(await spent()).toEqual([1000]);
    expect(await karim()).toMatchObject({ count: 1, last: day('02') });
    const lines = await database.inside((tx) =>
      tx.selectFrom('purchase_items').select('amount_minor').orderBy('amount_minor').execute(),
    );
    expect(lines.map(({ amount_minor: amount }) => amount)).toEqual([400, 600]);
    expect(await bought('purchases.count in last 90d >= 2')).toBe(0);
    expect(await bought('purchases.amount in last 90d >= 10 EUR')).toBe(1);
  });

  it('owes nothing more once what was not paid is returned', async () => {
    await database.inside((tx) =>
      recordPayments(
        tx,
        [
          {
            dedupeKey: 'part',
            purchaseKey: 'order:1',
            at: day('05'),
            amountMinor: 700,
            currency: 'EUR',
            method: null,
            source: 'csv',
            sourceRef: null,
          },
        ],
        now,
      ),
    );
    expect(await orders()).toMatchObject([{ paidAt: null }, { paidAt: null }]);
    await giveBack('some', { amountMinor: 300, currency: 'EUR' });
    await giveBack('all', { purchaseKey: 'order:2' });
    expect(await orders()).toMatchObject([{ paidAt: day('05') }, { paidAt: day('20') }]);
  });

  it('gives back what an import took away, when the import is taken back', async () => {
    const { id } = await fixture.importText(
      'feedback',
      'kind,email,date,order,cause\nreturn,karim@workshop.example,2024-05-21,2,cancelled\n',
    );
    expect(await karim()).toMatchObject({ count: 1 });
    await undoImport({
      db: database.db,
      businessId: database.businessId,
      id: id ?? '',
      actor: 'Maryam',
      now,
    });
    expect(await orders()).toMatchObject([{ returned: 0 }, { returned: 0, cancelledAt: null, paidAt: null }]);
    expect(await karim()).toMatchObject({ count: 2, last: day('09') });
    expect(await spent()).toEqual([1000, 300]);
    const lines = await database.inside((tx) => tx.selectFrom('purchase_items').selectAll().execute());
    expect(lines).toHaveLength(3);
  });
});
