import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepAnswers, sweepStatements } from '../../support/crash-sweep.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('reading that is killed', () => {
  it('at every database statement, ends as if it had not been', async () => {
    const { whole, places, differences } = await sweepStatements(database, { stride: STRIDE });
    // Ten whole mails, and the headers of the one that is too large.
    expect(whole.state.raws).toHaveLength(11);
    expect(whole.state.messages).toHaveLength(10);
    expect(places).toBeGreaterThan(50 / STRIDE);
    expect(differences).toEqual([]);
  }, 240_000);

  it('at every answer of the server, ends as if it had not been', async () => {
    const { places, differences } = await sweepAnswers(database);
    expect(places).toBeGreaterThanOrEqual(8);
    expect(differences).toEqual([]);
  }, 60_000);
});

/** Every step on Postgres; PGlite runs the same statements ten times as slowly, so every few there. */
const STRIDE = process.env.TEST_DATABASE_KIND === 'postgres' ? 1 : 7;
