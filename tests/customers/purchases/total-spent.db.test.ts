import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { totalSpent } from '../../../src/customers/purchases/total-spent.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('adds up what a customer bought for, each currency by itself', async () => {
  const bought = (orderId: string, email: string, amountMinor: number, currency: string) => ({
    dedupeKey: `order:${orderId}`,
    email,
    orderId,
    occurredAt: NOW,
    amountMinor,
    currency,
    method: null,
    items: [],
    source: 'csv' as const,
    sourceRef: 'orders.csv:2',
    history: true,
  });
  const karim = 'karim@haddad-workshop.example';
  await database.inside(async (tx) => {
    await recordPurchases(
      tx,
      [
        bought('1', karim, 2400, 'EUR'),
        bought('2', karim, 4850, 'EUR'),
        bought('3', karim, 12_500_000, 'IRR'),
        bought('4', 'layla.mansour@barid.example', 1990, 'EUR'),
      ],
      NOW,
    );
    const { contact_id: id } = await tx
      .selectFrom('contact_addresses')
      .select('contact_id')
      .where('canonical', '=', karim)
      .executeTakeFirstOrThrow();
    expect(await totalSpent(tx, id)).toEqual([
      { currency: 'IRR', amountMinor: 12_500_000 },
      { currency: 'EUR', amountMinor: 7250 },
    ]);
    expect(await totalSpent(tx, newId())).toEqual([]);
  });
});
