import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { type NewPurchase, recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const rules = { own, freeMail: new Set<string>() };
const day = (text: string) => new Date(`${text}T10:00:00Z`);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const order = (id: string, more: Partial<NewPurchase> = {}): NewPurchase => ({
  dedupeKey: `order:${id}`,
  email: 'karim@workshop.example',
  orderId: id,
  occurredAt: day('2024-05-31'),
  amountMinor: 4850,
  currency: 'EUR',
  method: 'card',
  items: [{ name: 'Baklava', quantity: 2 }],
  source: 'csv',
  sourceRef: 'orders.csv:2',
  history: false,
  ...more,
});
const record = (...purchases: NewPurchase[]) =>
  database.inside((tx) => recordPurchases(tx, purchases, now, rules));
const contacts = () =>
  database.inside((tx) => tx.selectFrom('contacts').selectAll().orderBy('name').execute());

describe('recordPurchases', () => {
  it('makes an unknown buyer a customer, with company, counters and one signal', async () => {
    expect(await record(order('1042', { name: 'Haddad, Karim' }))).toMatchObject({
      recorded: 1,
      alreadyKnown: 0,
      refused: 0,
      erased: 0,
      refusals: [],
      created: 1,
    });
    expect(await contacts()).toMatchObject([
      {
        name: 'Karim Haddad',
        kind: 'customer',
        source: 'csv',
        purchase_count: 1,
        last_purchase_at: day('2024-05-31'),
        last_activity_at: day('2024-05-31'),
        usual_gap_days: null,
      },
    ]);
    expect((await contacts())[0]?.company_id).not.toBeNull();
    const signals = await database.inside((tx) => tx.selectFrom('signals').selectAll().execute());
    expect(signals).toMatchObject([
      {
        kind: 'purchase',
        dedupe_key: 'purchase:order:1042',
        history: false,
        evidence: { orderId: '1042', amountMinor: 4850, currency: 'EUR', sourceRef: 'orders.csv:2' },
      },
    ]);
  });

  it('records each purchase once, within a batch and later', async () => {
    await record(order('1'), order('1'), order('2'));
    expect(await record(order('1', { amountMinor: 1 }), order('3'))).toMatchObject({
      recorded: 1,
      alreadyKnown: 1,
      refused: 0,
      erased: 0,
      refusals: [],
      created: 0,
    });
    expect(await contacts()).toMatchObject([{ purchase_count: 3 }]);
  });

  it('turns a lead into a customer, leaves a supplier one, and ends a silence', async () => {
    await database.inside((tx) =>
      insertMessages(tx, [
        { from: 'Karim <karim@workshop.example>', sentAt: day('2024-01-02') },
        { from: 'Flour mill <mill@flour.example>', sentAt: day('2024-01-02') },
      ]),
    );
    await matchMessages({
      db: database.db,
      businessId: database.businessId,
      settings: { newPeople: 'all', freeMailDomains: [] },
      own,
      now,
      limit: 10,
    });
    await database.inside(async (tx) => {
      await tx
        .updateTable('contacts')
        .set({ silent_since: day('2024-05-01') })
        .execute();
      await tx.updateTable('contacts').set({ kind: 'supplier' }).where('name', '=', 'Flour mill').execute();
    });
    await record(order('1'), order('2', { email: 'mill@flour.example', occurredAt: day('2023-01-01') }));
    expect(await contacts()).toMatchObject([
      {
        name: 'Flour mill',
        kind: 'supplier',
        silent_since: day('2024-05-01'),
        last_activity_at: day('2024-01-02'),
      },
      { name: 'Karim', kind: 'customer', silent_since: null, last_activity_at: day('2024-05-31') },
    ]);
  });

  it('learns a rhythm from three gaps: the median of days between days', async () => {
    const on = (id: string, date: string) => order(id, { occurredAt: day(date), history: true });
    await record(on('a', '2024-01-01'), on('b', '2024-01-21'), on('b2', '2024-01-21'), on('c', '2024-02-11'));
    expect(await contacts()).toMatchObject([{ usual_gap_days: null, purchase_count: 4 }]);
    await record(on('d', '2024-05-11'));
    expect(await contacts()).toMatchObject([{ usual_gap_days: 21 }]);
  });

  it('refuses what the business bought itself', async () => {
    expect(await record(order('1', { email: 'reza@bakery.example' }))).toMatchObject({
      recorded: 0,
      refused: 1,
      erased: 0,
    });
    expect(await contacts()).toEqual([]);
  });

  it('writes each line by its product, however that is spelt, and fractions of it', async () => {
    await record(
      order('1', { items: [{ name: 'کیک', quantity: 1.5, amountMinor: 300 }] }),
      order('2', {
        items: [
          { name: 'كيك', quantity: 2 },
          { name: 'Bread', quantity: 1, sku: 'B-1' },
        ],
      }),
    );
    await record(order('3', { items: [{ name: 'BREAD', quantity: 4 }] }));
    const lines = await database.inside((tx) =>
      tx
        .selectFrom('purchase_items as i')
        .innerJoin('products as p', 'p.id', 'i.product_id')
        .innerJoin('purchases as o', 'o.id', 'i.purchase_id')
        .select(['p.name', 'p.sku', 'i.position', 'i.quantity', 'i.amount_minor'])
        .orderBy('o.order_id')
        .orderBy('i.position')
        .execute(),
    );
    expect(lines).toEqual([
      { name: 'کیک', sku: null, position: 0, quantity: 1.5, amount_minor: 300 },
      { name: 'کیک', sku: null, position: 0, quantity: 2, amount_minor: null },
      { name: 'Bread', sku: 'B-1', position: 1, quantity: 1, amount_minor: null },
      { name: 'Bread', sku: 'B-1', position: 0, quantity: 4, amount_minor: null },
    ]);
  });

  it('keeps credit terms, the promotion and what was paid, and makes scores due', async () => {
    await record(order('1'));
    await database.inside((tx) => tx.updateTable('contacts').set({ scores_due_at: null }).execute());
    await record(
      order('2', { creditDays: 30, promotion: 'NOWRUZ' }),
      order('3', { paidAt: day('2024-05-31') }),
    );
    const rows = await database.inside((tx) =>
      tx
        .selectFrom('purchases')
        .select(['order_id', 'credit_days', 'due_at', 'promotion', 'paid_minor', 'paid_at'])
        .orderBy('order_id')
        .execute(),
    );
    expect(rows.slice(1)).toEqual([
      {
        order_id: '2',
        credit_days: 30,
        due_at: day('2024-06-30'),
        promotion: 'NOWRUZ',
        paid_minor: 0,
        paid_at: null,
      },
      {
        order_id: '3',
        credit_days: null,
        due_at: null,
        promotion: null,
        paid_minor: 4850,
        paid_at: day('2024-05-31'),
      },
    ]);
    const payments = await database.inside((tx) => tx.selectFrom('payments').selectAll().execute());
    expect(payments).toMatchObject([{ dedupe_key: 'paid:order:3', amount_minor: 4850, method: 'card' }]);
    expect(await contacts()).toMatchObject([{ scores_due_at: now }]);
  });

  it('knows a buyer without an address by the number of the shop, and adds the address when it comes', async () => {
    const externalId = { system: 'shop', id: '00004' };
    const numbered = (id: string, more: Partial<NewPurchase> = {}) => {
      const { email: _email, ...purchase } = order(id, { externalId, ...more });
      return purchase;
    };
    expect(await record(numbered('1'), numbered('2'))).toMatchObject({ recorded: 2, created: 1 });
    expect(await record(numbered('3'))).toMatchObject({ recorded: 1, created: 0 });
    expect(await contacts()).toMatchObject([{ name: 'shop 00004', purchase_count: 3, kind: 'customer' }]);
    await record(order('4', { externalId }), order('5'));
    expect(await contacts()).toMatchObject([{ purchase_count: 5 }]);
  });

  it('refuses a purchase that names nobody', async () => {
    const { email: _email, ...nobody } = order('1');
    expect(await record(nobody)).toMatchObject({ recorded: 0, refused: 1 });
  });
});
