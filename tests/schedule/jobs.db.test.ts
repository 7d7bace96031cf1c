import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBusiness } from '../../src/database/in-business.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Jobs, openJobs } from '../../src/schedule/jobs.ts';
import { createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { waitUntil } from '../support/network.ts';

let database: TestDatabase;
let jobs: Jobs;

beforeAll(async () => {
  database = await testDatabase();
  jobs = await openJobs(database, silentLog(), { migrate: true, businessId: database.businessId });
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

  it('of one business are not taken by the daemon of another on the same database', async () => {
    const open = async (slug: string) => {
      const businessId = await createBusiness(database.db, slug, slug);
      return { businessId, jobs: await openJobs(database, silentLog(), { migrate: false, businessId }) };
    };
    const workshop = await open('karims-workshop');
    const mill = await open('saras-mill');
    const taken: string[] = [];
    const work = (name: string, theirs: Jobs) =>
      theirs.work('occurrence', ({ rule }) => {
        taken.push(`${name} took ${rule}`);
        return Promise.resolve();
      });
    const send = ({ businessId, jobs: theirs }: typeof mill, rule: string) =>
      inBusiness(database.db, businessId, (tx) => theirs.send(tx, 'occurrence', { rule }));
    try {
      await work('the workshop', workshop.jobs);
      for (const rule of ['flour', 'bran']) await send(mill, rule);
      await send(workshop, 'steel');
      await waitUntil(() => taken.includes('the workshop took steel'), { timeoutMs: 25_000 });
      await work('the mill', mill.jobs);
      await waitUntil(() => taken.length >= 3, { timeoutMs: 25_000 });
      expect(taken.sort()).toEqual(['the mill took bran', 'the mill took flour', 'the workshop took steel']);
    } finally {
      await workshop.jobs.close();
      await mill.jobs.close();
    }
  });
});

/** Still inside the business after the job was written. */
async function countContacts(tx: Parameters<Parameters<TestDatabase['inside']>[0]>[0]) {
  const rows = await tx.selectFrom('contacts').select('id').execute();
  return { rowCount: rows.length };
}
