import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { storeUnread } from '../../../src/messages/log/arrival-reader.ts';
import { watchMailboxes } from '../../../src/messages/watch/watch-mailboxes.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, memoryBlobs, SMALL_LIMITS } from '../../support/ingest-fixture.ts';
import { waitUntil } from '../../support/network.ts';
import { BAKERY } from '../../support/reading-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

let database: TestDatabase;
let stop: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));
afterEach(() => stop());

const POLL_MS = 150;
const BRANCHES = ['vienna', 'graz'];

/** Two branches of the bakery, each on a server that counts changes; they are polled over and over. */
async function watchBranches() {
  const servers = new Map(BRANCHES.map((name) => [name, new ScriptedServer()]));
  for (const server of servers.values()) {
    server.qresync = true;
    server.addFolder('Sent', '\\Sent');
    server.deliver(bakeryMail(1), new Date(Date.now() - 86_400_000));
  }
  const blobs = memoryBlobs();
  const stopping = new AbortController();
  const seen = { newMail: 0, finished: 0, complaints: [] as string[] };
  const ended = watchMailboxes({
    db: database.db,
    businessId: database.businessId,
    mailboxes: BRANCHES.map((name) => ({
      name,
      address: `${name}@bakery.example`,
      historySince: 365 * 86_400_000,
      imap: { host: 'mail.bakery.example', user: name },
    })),
    reading: { ...SMALL_LIMITS, poll: POLL_MS, idleConnections: 2, pollConnections: 2 },
    connect: ({ name }) => Promise.resolve(serverOf(servers, name).connect()),
    readerOf: () => ({ own: BAKERY, read: (sources) => storeUnread(sources, blobs) }),
    blobs,
    clock: systemClock,
    log: createLog('warn', { write: (line) => seen.complaints.push(line) }),
    onNewMail: (count) => {
      seen.newMail += count;
    },
    onProgress: ({ finished }) => {
      if (finished) seen.finished++;
    },
    signal: stopping.signal,
  });
  stop = async () => {
    stopping.abort();
    await ended;
  };
  await waitUntil(() => seen.finished === 4, { what: 'the history of both' });
  return { seen, vienna: serverOf(servers, 'vienna') };
}

function serverOf(servers: ReadonlyMap<string, ScriptedServer>, name: string): ScriptedServer {
  const server = servers.get(name);
  if (!server) throw new Error(`no server of ${name}`);
  return server;
}

const syncTimes = () =>
  database.inside(async (tx) => {
    const rows = await tx.selectFrom('mailboxes').select('last_ok_sync_at').orderBy('name').execute();
    const folders = await tx.selectFrom('folders').select('last_ok_sync_at').execute();
    return [...rows, ...folders].map(({ last_ok_sync_at: at }) => at?.getTime() ?? 0);
  });

describe('mailboxes in which nothing happens', () => {
  it('are looked at in time, say so, and are not searched', async () => {
    const { seen, vienna } = await watchBranches();
    const before = await syncTimes();
    const looked = () => vienna.commands.filter((command) => command.startsWith('EXAMINE')).length;
    await waitUntil(() => looked() > 40, { what: 'twenty polls' });
    await waitUntil(async () => (await syncTimes()).every((at, index) => at > (before[index] ?? 0) + 1000), {
      what: 'the looks to be written down',
    });
    // A cursor that says more than was looked at would pass over mail after a renumbering.
    expect(Math.max(...(await syncTimes()))).toBeLessThanOrEqual(Date.now() + 50);
    const searches = vienna.commands.filter((command) => command.startsWith('SEARCH')).length;
    expect(searches).toBeLessThan(looked() / 4);
    expect(seen.complaints).toEqual([]);
  });

  it('are read as soon as the server shows a change in a folder that is not open', async () => {
    const { seen, vienna } = await watchBranches();
    await waitUntil(() => vienna.commands.length > 60, { what: 'some quiet polls' });
    for (let number = 2; number <= 4; number++) {
      vienna.deliver(bakeryMail(number), new Date(), 'Sent');
      const deliveredAt = performance.now();
      await waitUntil(() => seen.newMail === number - 1, { what: 'the sent mail' });
      expect(performance.now() - deliveredAt).toBeLessThan(10 * POLL_MS);
    }
  });

  it('are read again where a withheld mail is to be tried again', async () => {
    const { seen, vienna } = await watchBranches();
    vienna.faults.withheld = new Set([2]);
    vienna.deliver(bakeryMail(2), new Date());
    const gaps = () => database.inside((tx) => tx.selectFrom('gaps').select('uid').execute());
    await waitUntil(async () => (await gaps()).length === 1, { what: 'the gap' });
    vienna.faults.withheld = new Set();
    const before = new Date(Date.now() - 60_000);
    await database.inside((tx) => tx.updateTable('gaps').set({ next_attempt_at: before }).execute());
    await waitUntil(async () => (await gaps()).length === 0, { what: 'the withheld mail' });
    // It is told of after it was written.
    await waitUntil(() => seen.newMail > 0, { what: 'word of it' });
    expect(seen.newMail).toBe(1);
  });
});
