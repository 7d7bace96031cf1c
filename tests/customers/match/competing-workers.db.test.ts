import { afterAll, beforeAll, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const WORKERS = 4;
const PEOPLE = 15;
const MAILS_EACH = 8;
const email = (person: number) => `guest${person % PEOPLE}@town${(person % PEOPLE) % 4}.example`;

it('makes one contact of a person, however many workers meet them at once, and counts each mail once', async () => {
  const mails = Array.from({ length: PEOPLE * MAILS_EACH }, (_, index) => ({
    from: `Guest <${email(index)}>`,
  }));
  await database.inside((tx) => insertMessages(tx, mails));
  const worker = async () => {
    const settings = { newPeople: 'all' as const, freeMailDomains: [] };
    const own = { addresses: new Set<string>(), domains: new Set<string>() };
    const options = { db: database.db, businessId: database.businessId, settings, own, now, limit: 7 };
    while ((await matchMessages(options)).matched > 0);
  };
  const shop = async () => {
    for (let order = 0; order < PEOPLE; order++) {
      const purchase = {
        dedupeKey: `order:${order}`,
        email: email(order),
        orderId: String(order),
        occurredAt: now,
        amountMinor: 500,
        currency: 'EUR',
        method: null,
        items: [],
        source: 'csv' as const,
        sourceRef: 'orders.csv:2',
        history: false,
      };
      await database.inside((tx) => recordPurchases(tx, [purchase], now));
    }
  };
  await Promise.all([...Array.from({ length: WORKERS }, worker), shop(), shop()]);

  const contacts = await database.inside((tx) =>
    tx.selectFrom('contacts').select(['incoming_count', 'purchase_count', 'kind']).execute(),
  );
  expect(contacts).toEqual(
    Array.from({ length: PEOPLE }, () => ({
      incoming_count: MAILS_EACH,
      purchase_count: 1,
      kind: 'customer',
    })),
  );
  const companies = await database.inside((tx) => tx.selectFrom('companies').select('name').execute());
  expect(companies.map(({ name }) => name).sort()).toEqual([
    'town0.example',
    'town1.example',
    'town2.example',
    'town3.example',
  ]);
});
