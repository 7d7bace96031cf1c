import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { type Jobs, openJobs } from '../../src/schedule/jobs.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { waitUntil } from '../support/network.ts';

let database: TestDatabase;
let jobs: Jobs;

beforeAll(async () => {
  database = await testDatabase();
  jobs = await openJobs(database, silentLog(), { migrate: true });
});
afterAll(async () => {
  await jobs.close();
  await database.close();
});

describe('jobs', () => {
  it('exist when the transaction commits, never when it rolls back, and are tried again', async () => {
    const seen: string[] = [];
    await jobs.work('occurrence', async ({ rule }) => {
      seen.push(rule ?? '');
      if (rule === 'digest' && seen.filter((name) => name === 'digest').length === 1) throw new Error('once');
      await Promise.resolve();
    });
    const lost = database.inside(async (tx) => {
      await jobs.send(tx, 'occurrence', { rule: 'newsletter' });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await database.inside(async (tx) => {
      await jobs.send(tx, 'occurrence', { rule: 'digest' });
      const { rowCount } = await countContacts(tx);
      expect(rowCount).toBe(0);
    });
    await waitUntil(() => seen.length >= 2, { timeoutMs: 25_000 });
    expect(seen).toEqual(['digest', 'digest']);
  });
});

/** Still inside the business after the job was written. */
async function countContacts(tx: Parameters<Parameters<TestDatabase['inside']>[0]>[0]) {
  const rows = await tx.selectFrom('contacts').select('id').execute();
  return { rowCount: rows.length };
}
