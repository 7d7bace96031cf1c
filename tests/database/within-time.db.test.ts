import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withinTime } from '../../src/database/within-time.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('withinTime', () => {
  it('gives what was read in time', async () => {
    const read = await database.inside((tx) =>
      withinTime(tx, 10_000, async () => (await sql<{ one: number }>`select 1 as one`.execute(tx)).rows),
    );
    expect(read).toEqual([{ one: 1 }]);
  });

  it('gives up where the database can, and goes on', async () => {
    const tried = await database.inside(async (tx) => {
      const slept = await withinTime(tx, 30, async () => {
        await sql`select pg_sleep(0.3)`.execute(tx);
        return 'slept';
      });
      const { rows } = await sql<{
        limit: string;
      }>`select current_setting('statement_timeout') as limit`.execute(tx);
      return { slept, limit: rows[0]?.limit };
    });
    expect(tried).toEqual({ slept: database.kind === 'postgres' ? undefined : 'slept', limit: '0' });
  });

  it('lets other errors through', async () => {
    const broken = database.inside((tx) =>
      withinTime(tx, 10_000, async () => sql`select nothing from nowhere`.execute(tx)),
    );
    await expect(broken).rejects.toThrow(/nowhere/);
  });
});
