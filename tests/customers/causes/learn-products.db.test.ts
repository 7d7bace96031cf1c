import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  learnProducts,
  readAssociations,
  readRhythms,
} from '../../../src/customers/causes/learn-products.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

/** Twenty guests buy flour and yeast together, thirty buy tea; who buys coffee buys it again every ten days. */
async function bakery(): Promise<void> {
  const bought: { who: string; daysAgo: number; products: string[] }[] = [];
  for (let guest = 0; guest < 20; guest++)
    bought.push({ who: `baker-${guest}`, daysAgo: 100, products: ['Flour', 'Yeast'] });
  for (let guest = 0; guest < 30; guest++)
    bought.push({ who: `reader-${guest}`, daysAgo: 90, products: ['Tea'] });
  for (let guest = 0; guest < 6; guest++)
    for (const daysAgo of [50, 40, 40.1, 30, 20])
      bought.push({ who: `waker-${guest}`, daysAgo, products: ['Coffee'] });
  bought.push({ who: 'sometimes', daysAgo: 12, products: ['Coffee'] });
  const rows = bought.map(({ who, daysAgo, products }, number) => ({
    dedupeKey: `order:${number}`,
    email: `${who}@mail.example`,
    name: who,
    orderId: String(number),
    occurredAt: new Date(NOW.getTime() - daysAgo * DAY_MS),
    amountMinor: 1000,
    currency: 'EUR',
    method: null,
    items: products.map((name) => ({ name, quantity: 1 })),
    source: 'csv' as const,
    sourceRef: `orders.csv:${number}`,
    history: true,
  }));
  await database.inside((tx) => recordPurchases(tx, rows, NOW));
}

describe('learnProducts', () => {
  it('finds what goes together, and nothing beside it', async () => {
    await bakery();
    await learnProducts(database.db, database.businessId, NOW);
    const found = await database.inside(readAssociations);
    expect(found.map(({ has, offer }) => `${has.name}, ${offer.name}`).toSorted()).toEqual([
      'Flour, Yeast',
      'Yeast, Flour',
    ]);
    expect(found[0]).toMatchObject({ both: 20, share: 1, usualShare: 20 / 57 });
  });

  it('finds how long a product lasts, counting a day once, and how many buy it again', async () => {
    await bakery();
    await learnProducts(database.db, database.businessId, NOW);
    expect(await database.inside(readRhythms)).toMatchObject([
      {
        name: 'Coffee',
        gaps: 18,
        people: 6,
        quickDays: 10,
        usualDays: 10,
        slowDays: 10,
        again: { part: 6, whole: 7 },
      },
    ]);
  });

  it('learns nothing where nothing was bought', async () => {
    await learnProducts(database.db, database.businessId, NOW);
    expect(await database.inside(readAssociations)).toEqual([]);
    expect(await database.inside(readRhythms)).toEqual([]);
  });
});
