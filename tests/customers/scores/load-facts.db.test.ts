import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FACTS_LIMIT, loadFacts, loadPageFacts } from '../../../src/customers/scores/load-facts.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { customersOf, daysAgo, now } from './customers-of.ts';

let database: TestDatabase;
const { buy, buyFromMany, write } = customersOf(() => database);
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const idsInOrder = () =>
  database.inside(async (tx) =>
    (await tx.selectFrom('contacts').select('id').orderBy('id').execute()).map(({ id }) => id),
  );

describe('loadPageFacts', () => {
  it('finds of a page what is found of each by itself', async () => {
    await buyFromMany(8);
    await buy('maryam@town.example', [400, 300, 210.5, 210.4, 90]);
    await write('maryam@town.example', [90, 60, 30], 3_600_000);
    await write('karimaia@town.example', [12]);
    const ids = await idsInOrder();
    await database.inside(async (tx) => {
      const [first = '', second = ''] = ids;
      const row = { contact_id: first, actor: 'sara', at: daysAgo(3) };
      await tx
        .insertInto('contact_tags')
        .values({ ...row, tag: 'fraud' })
        .execute();
      await tx
        .insertInto('feedback')
        .values({
          id: newId(),
          contact_id: second,
          kind: 'complaint',
          dedupe_key: 'call:1',
          at: daysAgo(2),
          source: 'person',
          created_at: now,
        })
        .execute();
      const [apart, together] = [await loadFacts(tx, ids), await loadPageFacts(tx, ids)];
      expect(together).toEqual(apart);
      expect(together.find(({ purchaseCount }) => purchaseCount === 5)).toMatchObject({
        purchases: [{ at: daysAgo(400).getTime() }, {}, {}, {}, { at: daysAgo(90).getTime() }],
        mails: { length: 6 },
      });
    });
  });

  it('leaves out whom nobody asked for, and takes of the largest only the latest', async () => {
    await buyFromMany(3);
    const ids = await idsInOrder();
    const [large = '', left = '', last = ''] = ids;
    await database.inside(async (tx) => {
      await sql`
        insert into purchases (id, contact_id, dedupe_key, occurred_at, amount_minor, currency, items, source, source_ref, history)
        select gen_random_uuid(), ${large}::uuid, 'many:' || n, ${now}::timestamptz - n * interval '1 hour', 100, 'EUR', '[]', 'csv', 'orders.csv', true
        from generate_series(1, ${FACTS_LIMIT.purchases + 100}::int) n`.execute(tx);
      await sql`update contacts set purchase_count = (select count(*) from purchases where contact_id = contacts.id)`.execute(
        tx,
      );
      const found = await loadPageFacts(tx, [large, last]);
      expect(found.map(({ id }) => id).toSorted()).toEqual([large, last]);
      expect(found).not.toContainEqual(expect.objectContaining({ id: left }));
      const facts = found.find(({ id }) => id === large);
      expect(facts?.purchases).toHaveLength(FACTS_LIMIT.purchases);
      expect(facts?.totals).toEqual([
        {
          currency: 'EUR',
          count: FACTS_LIMIT.purchases + 101,
          amountMinor: 100 * (FACTS_LIMIT.purchases + 100) + 500,
        },
      ]);
    });
  });
});
