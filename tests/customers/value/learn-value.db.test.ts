import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { bestCustomers } from '../../../src/customers/value/best-customers.ts';
import { learnValue, readValueModel } from '../../../src/customers/value/learn-value.ts';
import { summariseDays } from '../../../src/customers/value/summarise-days.ts';
import { currenciesOf, summarisePurchases } from '../../../src/customers/value/summarise-purchases.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { seededRandom } from '../../../src/lib/statistics/random.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

interface Bought {
  who: string;
  daysAgo: number;
  amountMinor?: number;
  currency?: string;
}

async function record(purchases: Bought[]): Promise<void> {
  const rows = purchases.map(({ who, daysAgo, amountMinor = 1000, currency = 'EUR' }, number) => ({
    dedupeKey: `order:${number}`,
    email: `${who}@mail.example`,
    name: who,
    orderId: String(number),
    occurredAt: new Date(NOW.getTime() - daysAgo * DAY_MS),
    amountMinor,
    currency,
    method: null,
    items: [],
    source: 'csv' as const,
    sourceRef: `orders.csv:${number}`,
    history: true,
  }));
  await database.inside((tx) => recordPurchases(tx, rows, NOW));
}

/** Two years of a bakery: regulars who come all the time, others who stop. */
function bakery(people: number): Bought[] {
  const random = seededRandom(42);
  return Array.from({ length: people }, (_, number) => {
    const gap = 7 + random.gamma(1.5) * 40;
    const since = 100 + random.uniform() * 600;
    const stops = random.uniform() < 0.5 ? random.uniform() * since : 0;
    const bought: Bought[] = [];
    for (let at = since; at > stops; at -= gap * random.gamma(2) * 0.5 + 0.5)
      bought.push({
        who: `guest-${number}`,
        daysAgo: at,
        amountMinor: Math.round(500 + random.gamma(3) * 800),
      });
    return bought;
  }).flat();
}

describe('summarisePurchases', () => {
  it('counts a day once, each currency by itself, nothing of the future', async () => {
    await record([
      { who: 'karim', daysAgo: 70, amountMinor: 900 },
      { who: 'karim', daysAgo: 70.1, amountMinor: 100 },
      { who: 'karim', daysAgo: 35, amountMinor: 500 },
      { who: 'karim', daysAgo: 7, amountMinor: 1500 },
      { who: 'karim', daysAgo: 3, currency: 'IRR' },
      { who: 'layla', daysAgo: 14, amountMinor: 2400 },
      { who: 'layla', daysAgo: -0.9 },
    ]);
    const summaries = await database.inside((tx) =>
      summarisePurchases(tx, { currency: 'EUR', now: NOW, timeZone: 'UTC' }),
    );
    expect(summaries.sort((a, b) => b.age - a.age)).toMatchObject([
      { repeats: 2, recency: 9, age: 10, meanSpend: 1000, revenueMinor: 3000 },
      { repeats: 0, recency: 0, age: 2, meanSpend: null, revenueMinor: 2400 },
    ]);
    expect(await database.inside(currenciesOf)).toEqual(['EUR', 'IRR']);
  });

  it('counts days of the business: an evening in Tehran is one day with the morning before it', async () => {
    const at = (iso: string) => (NOW.getTime() - Date.parse(iso)) / DAY_MS;
    await record([
      { who: 'shirin', daysAgo: at('2026-03-01T21:00:00Z') },
      { who: 'shirin', daysAgo: at('2026-03-02T08:00:00Z') },
    ]);
    const repeats = async (timeZone: string) => {
      const [one] = await database.inside((tx) =>
        summarisePurchases(tx, { currency: 'EUR', now: NOW, timeZone }),
      );
      return one?.repeats;
    };
    expect(await repeats('Asia/Tehran')).toBe(0);
    expect(await repeats('UTC')).toBe(1);
  });

  it('is what the same days are worth one by one, as scoring has them', async () => {
    const bought = bakery(40);
    await record(bought);
    const today = Math.floor(NOW.getTime() / DAY_MS);
    const expected = Object.values(Object.groupBy(bought, ({ who }) => who)).flatMap((mine = []) => {
      const days = mine.map(({ daysAgo, amountMinor = 0 }) => ({
        day: Math.floor((NOW.getTime() - daysAgo * DAY_MS) / DAY_MS),
        amountMinor,
      }));
      return summariseDays(days, today) ?? [];
    });
    const summaries = await database.inside((tx) =>
      summarisePurchases(tx, { currency: 'EUR', now: NOW, timeZone: 'UTC' }),
    );
    const sorted = (rows: typeof expected) =>
      rows
        .map(({ repeats, recency, age, meanSpend }) =>
          [repeats, recency, age, meanSpend ?? 0].map((n) => n.toFixed(6)),
        )
        .sort((a, b) => (a.join() < b.join() ? -1 : 1));
    expect(sorted(summaries)).toEqual(sorted(expected));
  });

  it('takes a share of the buyers, always the same', async () => {
    await record(Array.from({ length: 200 }, (_, number) => ({ who: `guest-${number}`, daysAgo: 5 })));
    const some = () =>
      database.inside((tx) =>
        summarisePurchases(tx, { currency: 'EUR', now: NOW, timeZone: 'UTC', share: 0.5 }),
      );
    const first = await some();
    expect(first.length).toBeGreaterThan(60);
    expect(first.length).toBeLessThan(140);
    expect((await some()).map(({ contactId }) => contactId).sort()).toEqual(
      first.map(({ contactId }) => contactId).sort(),
    );
  });
});

describe('learnValue and bestCustomers', () => {
  it('learns how guests buy, and lists who is worth most from now on', async () => {
    await record([
      ...bakery(150),
      ...Array.from({ length: 30 }, (_, week) => ({
        who: 'karim',
        daysAgo: 3 + 7 * week,
        amountMinor: 6000,
      })),
      ...Array.from({ length: 30 }, (_, week) => ({
        who: 'layla',
        daysAgo: 400 + 7 * week,
        amountMinor: 9000,
      })),
    ]);
    expect(await learnValue(database.db, database.businessId, NOW, 'UTC')).toEqual(['EUR']);
    await database.inside(async (tx) => {
      const known = await readValueModel(tx, 'EUR');
      if (!known) throw new Error('nothing was learned');
      const { model, fittedAt } = known;
      expect(fittedAt).toEqual(NOW);
      expect(model).toMatchObject({
        customers: 152,
        sampled: 1,
        purchases: { state: 'fitted' },
        spend: { state: 'fitted' },
      });
      const list = (by: 'value' | 'revenue') =>
        bestCustomers(tx, { currency: 'EUR', model, by, limit: 5, now: NOW, timeZone: 'UTC' });
      const byValue = await list('value');
      expect(byValue.customers[0]).toMatchObject({
        name: 'karim',
        address: 'karim@mail.example',
        revenueMinor: 180_000,
        purchases: 30,
      });
      expect(byValue.customers[0]?.alive).toBeGreaterThan(0.9);
      expect(byValue.customers).toHaveLength(5);
      expect(byValue.buyers).toBe(152);
      expect(byValue.expectedRevenueMinor).toBeGreaterThan(
        byValue.customers.reduce((sum, one) => sum + (one.expectedRevenueMinor ?? 0), 0),
      );
      const byRevenue = await list('revenue');
      expect(byRevenue.customers[0]).toMatchObject({ name: 'layla', revenueMinor: 270_000 });
      expect(byRevenue.customers[0]?.alive).toBeLessThan(0.01);
    });
  });

  it('takes the scores where there are too many customers to go through', async () => {
    await record([
      { who: 'karim', daysAgo: 10, amountMinor: 4850 },
      { who: 'layla', daysAgo: 4, amountMinor: 9900 },
      { who: 'shirin', daysAgo: 5, amountMinor: 100, currency: 'IRR' },
    ]);
    await learnValue(database.db, database.businessId, NOW, 'UTC');
    await database.inside(async (tx) => {
      const model = (await readValueModel(tx, 'EUR'))?.model;
      const contacts = await tx.selectFrom('contacts').select(['id', 'name']).execute();
      for (const { id, name } of contacts) {
        const scores = {
          contact_id: id,
          computed_at: NOW,
          currency: name === 'shirin' ? 'IRR' : 'EUR',
          revenue_minor: name === 'layla' ? 9900 : 4850,
          alive_probability: 0.5,
          expected_purchases: 2,
          expected_revenue_minor: name === 'layla' ? 3000 : 8000,
        };
        await tx.insertInto('scores').values(scores).execute();
      }
      if (!model) throw new Error('nothing was learned');
      const options = { currency: 'EUR', model, limit: 5, now: NOW, timeZone: 'UTC', maxAtOnce: 2 };
      const byValue = await bestCustomers(tx, { ...options, by: 'value' });
      expect(byValue).toMatchObject({
        from: 'scores',
        buyers: 2,
        expectedPurchases: 4,
        expectedRevenueMinor: 11_000,
        lastPurchaseAt: new Date(NOW.getTime() - 4 * DAY_MS),
      });
      expect(byValue.customers.map(({ name }) => name)).toEqual(['karim', 'layla']);
      const byRevenue = await bestCustomers(tx, { ...options, by: 'revenue' });
      expect(byRevenue.customers[0]).toMatchObject({ name: 'layla', revenueMinor: 9900, alive: 0.5 });
    });
  });

  it('shows the address that is mailed first, worked out and by the scores', async () => {
    await record([{ who: 'karim', daysAgo: 10, amountMinor: 4850 }]);
    await learnValue(database.db, database.businessId, NOW, 'UTC');
    await database.inside(async (tx) => {
      const { id } = await tx.selectFrom('contacts').select('id').executeTakeFirstOrThrow();
      const address = 'workshop@mail.example';
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: address, address, contact_id: id, mailed_first: true })
        .execute();
      await tx
        .insertInto('scores')
        .values({ contact_id: id, computed_at: NOW, currency: 'EUR', revenue_minor: 4850 })
        .execute();
      const model = (await readValueModel(tx, 'EUR'))?.model;
      if (!model) throw new Error('nothing was learned');
      const options = { currency: 'EUR', model, by: 'revenue' as const, limit: 5, now: NOW, timeZone: 'UTC' };
      for (const [maxAtOnce, from] of [
        [1, 'now'],
        [0, 'scores'],
      ] as const)
        expect(await bestCustomers(tx, { ...options, maxAtOnce })).toMatchObject({
          from,
          customers: [{ address }],
        });
    });
  });

  it('says of a handful that there is too little data, and still lists what they spent', async () => {
    await record([
      { who: 'karim', daysAgo: 10, amountMinor: 4850 },
      { who: 'layla', daysAgo: 4, amountMinor: 9900 },
    ]);
    await learnValue(database.db, database.businessId, NOW, 'UTC');
    await database.inside(async (tx) => {
      const model = (await readValueModel(tx, 'EUR'))?.model;
      if (!model) throw new Error('nothing was learned');
      expect(model.purchases).toMatchObject({ state: 'too-little-data' });
      const list = await bestCustomers(tx, {
        currency: 'EUR',
        model,
        by: 'value',
        limit: 5,
        now: NOW,
        timeZone: 'UTC',
      });
      expect(list).toMatchObject({ expectedRevenueMinor: null, buyers: 2 });
      expect(list.customers.map(({ name, alive }) => [name, alive])).toEqual([
        ['layla', null],
        ['karim', null],
      ]);
      expect(list.customers[0]?.reasons[0]).toContain('too little data');
    });
  });
});
