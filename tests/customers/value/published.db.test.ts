import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { fitCurrency } from '../../../src/customers/value/learn-value.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { REFERENCE_DATA_IS_THERE, referenceLines } from '../../support/reference-data.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it.skipIf(!REFERENCE_DATA_IS_THERE)(
  'finds the published CDNOW figures from the record of purchases',
  async () => {
    const now = new Date('2026-03-10T12:00:00Z');
    const purchases = referenceLines('cdnow-purchases.txt', { header: false }).map((line, number) => {
      const [id = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
      return {
        dedupeKey: `line:${number}`,
        email: `customer-${id}@cdnow.example`,
        orderId: null,
        occurredAt: new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`),
        amountMinor: Math.round(Number(dollars) * 100),
        currency: 'USD',
        method: null,
        items: [],
        source: 'csv' as const,
        sourceRef: `cdnow.txt:${number + 1}`,
        history: true,
      };
    });
    for (let from = 0; from < purchases.length; from += 1000)
      await database.inside((tx) => recordPurchases(tx, purchases.slice(from, from + 1000), now));
    const end = new Date('1997-09-30T23:59:59Z');
    const {
      purchases: bought,
      spend,
      customers,
    } = await fitCurrency(database.db, database.businessId, 'USD', end);
    if (bought.state !== 'fitted' || spend.state !== 'fitted') throw new Error('there is no fit');
    expect(customers).toBe(2357);
    const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, p: 6.25, q: 3.74, v: 1544 };
    for (const [name, value] of Object.entries({ ...bought.parameters, ...spend.parameters }))
      expect(Math.abs(value / published[name as keyof typeof published] - 1)).toBeLessThan(0.01);
  },
);
