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
    expect(await record(order('1042', { name: 'Haddad, Karim' }))).toEqual({
      recorded: 1,
      alreadyKnown: 0,
      refused: 0,
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
    expect(await record(order('1', { amountMinor: 1 }), order('3'))).toEqual({
      recorded: 1,
      alreadyKnown: 1,
      refused: 0,
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
    });
    expect(await contacts()).toEqual([]);
  });
});
