import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../src/database/tables.ts';
import { ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { keepLeases, type LeaseKeeper, LeaseLost } from '../../../src/messages/watch/keep-leases.ts';
import { isGone, processPlace } from '../../../src/messages/watch/process-place.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { waitUntil } from '../../support/network.ts';

/** Everything happens faster than in earnest. */
const FAST = { leaseSeconds: 2, tickMs: 200, orphanSeconds: 2 };
/** No process has this number. */
const DEAD_PID = 4_194_304;

let database: TestDatabase;
let ids: string[] = [];
let workers: Worker[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  ids = [];
  for (const name of ['orders', 'office', 'maryam', 'karim']) {
    const mailbox = { name, address: `${name}@bakery.example` };
    ids.push(await ensureMailbox(database.db, database.businessId, mailbox, new Date()));
  }
});
afterEach(async () => {
  for (const worker of workers) await worker.stop();
  workers = [];
});

interface Worker {
  leases: LeaseKeeper;
  /** What it reads at this moment. */
  reading: Set<string>;
  stop(): Promise<void>;
}

/** Holds all mailboxes it can get, as watches do: again and again. */
function work(db: Db = database.db, mailboxes: readonly string[] = ids): Worker {
  const leases = keepLeases(db, database.businessId, () => {}, FAST);
  const stopping = new AbortController();
  const reading = new Set<string>();
  const ended = mailboxes.map(async (id) => {
    while (!stopping.signal.aborted) {
      await leases.hold(id, stopping.signal, async (held) => {
        reading.add(id);
        await new Promise<void>((resolve) => {
          if (held.aborted) return resolve();
          held.addEventListener('abort', () => resolve(), { once: true });
        });
        reading.delete(id);
      });
    }
  });
  const worker = {
    leases,
    reading,
    async stop() {
      stopping.abort();
      await Promise.all(ended);
      await leases.close();
    },
  };
  workers.push(worker);
  return worker;
}

const owned = (owner: string, seconds: number) =>
  database.inside((tx) =>
    tx
      .updateTable('mailboxes')
      .set({ lease_owner: owner, lease_until: new Date(Date.now() + seconds * 1000) })
      .execute(),
  );

/** Looks twenty times: no mailbox is read by two. */
async function neverByTwo(...all: Worker[]): Promise<void> {
  for (let look = 0; look < 20; look++) {
    const seen = all.flatMap(({ reading }) => [...reading]);
    expect(new Set(seen).size).toBe(seen.length);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('keepLeases', () => {
  it('gives one worker all, two workers half each, and all again to the one that is left', async () => {
    const first = work();
    await waitUntil(() => first.reading.size === 4, { what: 'the first to read all' });
    const second = work();
    await waitUntil(() => first.reading.size === 2 && second.reading.size === 2, { what: 'an even share' });
    await neverByTwo(first, second);
    expect([first.reading.size, second.reading.size]).toEqual([2, 2]);
    await first.stop();
    await waitUntil(() => second.reading.size === 4, { what: 'the second to read all' });
  });

  it('waits for the lease of a worker elsewhere to run out', async () => {
    await owned('elsewhere/1:77:aa', 1.5);
    const began = Date.now();
    const worker = work();
    await waitUntil(() => worker.reading.size === 4);
    expect(Date.now() - began).toBeGreaterThan(1000);
  });

  it('takes over at once what a process of this machine left that was killed', async () => {
    await owned(`${processPlace()}:${DEAD_PID}:aa`, 600);
    const worker = work();
    await waitUntil(() => worker.reading.size > 0, { timeoutMs: 1500 });
    expect(worker.reading.size).toBe(4);
  });

  it('takes up a mailbox that no other worker knows, beyond its share', async () => {
    const narrow = work(database.db, ids.slice(0, 1));
    await waitUntil(() => narrow.reading.size === 1);
    const wide = work(database.db, ids.slice(1));
    await waitUntil(() => wide.reading.size === 3, { what: 'the orphans' });
    expect([...narrow.reading]).toEqual(ids.slice(0, 1));
  });

  it('ends the work, and lets nothing more be written, when the lease was lost', async () => {
    const worker = work();
    await waitUntil(() => worker.reading.size === 4);
    const [id = ''] = ids;
    const fence = () => database.inside((tx) => worker.leases.fence(tx, id));
    await fence();
    await owned('elsewhere/1:77:aa', 60);
    await expect(fence()).rejects.toThrow(LeaseLost);
    await waitUntil(() => worker.reading.size === 0, { what: 'the end of the work' });
  });

  it('stops reading when the database is away for longer than a lease', async () => {
    let away = false;
    const transaction = () => {
      if (away) throw new Error('the database is away');
      return database.db.transaction();
    };
    const db = new Proxy(database.db, {
      get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
    });
    const worker = work(db);
    await waitUntil(() => worker.reading.size === 4);
    away = true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(worker.reading.size).toBe(4);
    await waitUntil(() => worker.reading.size === 0, { what: 'the end of the work' });
    away = false;
    await waitUntil(() => worker.reading.size === 4, { what: 'the work to go on' });
  });

  it('gives back what it holds when it is stopped', async () => {
    const worker = work();
    await waitUntil(() => worker.reading.size === 4);
    await worker.stop();
    const rows = await database.inside((tx) => tx.selectFrom('mailboxes').select('lease_owner').execute());
    expect(rows.map(({ lease_owner }) => lease_owner)).toEqual([null, null, null, null]);
    expect(await database.inside((tx) => tx.selectFrom('workers').selectAll().execute())).toEqual([]);
  });
});

describe('isGone', () => {
  it('knows only processes of this place', () => {
    expect(isGone(`${processPlace()}:${process.pid}:aa`)).toBe(false);
    expect(isGone(`${processPlace()}:${DEAD_PID}:aa`)).toBe(true);
    expect(isGone(`elsewhere/1:${DEAD_PID}:aa`)).toBe(false);
    expect(isGone('nonsense')).toBe(false);
  });
});
