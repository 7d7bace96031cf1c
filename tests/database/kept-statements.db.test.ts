import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KEPT_MARK } from '../../src/database/kept-statements.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const mark = sql.raw(KEPT_MARK);
const twice = (number: number) => sql<{ twice: number }>`${mark} select ${number}::int * 2 as twice`;

it('answers a statement that is kept like any other, with other values and beside others', async () => {
  await database.inside(async (tx) => {
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      expect((await twice(number).execute(tx)).rows).toEqual([{ twice: number * 2 }]);
      const other = sql<{ thrice: number }>`${mark} select ${number}::int * 3 as thrice`;
      expect((await other.execute(tx)).rows).toEqual([{ thrice: number * 3 }]);
    }
  });
});

it('is prepared once on Postgres, and nothing else is', async () => {
  await database.inside(async (tx) => {
    await twice(1).execute(tx);
    await twice(2).execute(tx);
    await sql`select ${3}::int`.execute(tx);
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements
      where name like 'wafa\_%' and statement like '%twice%'`.execute(tx);
    expect(rows.length).toBe(process.env.TEST_DATABASE_KIND === 'postgres' ? 1 : 0);
  });
});
