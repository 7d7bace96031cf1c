import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../src/database/tables.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { WafaError } from '../../../src/lib/errors.ts';
import { createLog } from '../../../src/lib/log.ts';
import { type Mailbox, MailboxFailure } from '../../../src/mailbox/mailbox.ts';
import { keepLeases } from '../../../src/messages/watch/keep-leases.ts';
import { createReadingPlaces } from '../../../src/messages/watch/reading-places.ts';
import { watchMailbox } from '../../../src/messages/watch/watch-mailbox.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, memoryBlobs, SMALL_LIMITS } from '../../support/ingest-fixture.ts';
import { waitUntil } from '../../support/network.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

let database: TestDatabase;
let server: ScriptedServer;
let stopAll: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
  server.addFolder('Sent', '\\Sent');
});
afterEach(async () => {
  for (const stop of stopAll) await stop();
  stopAll = [];
});

const received = () => new Date(Date.now() - 86_400_000);

interface Options {
  connect?: (attempt: number, signal: AbortSignal) => Promise<Mailbox>;
  db?: Db;
  poll?: number;
  idleConnections?: number;
}

function watch({ connect, db = database.db, poll = 60_000, idleConnections = 1 }: Options = {}) {
  const stopping = new AbortController();
  const leases = keepLeases(db, database.businessId);
  const seen = { newMail: 0, finished: 0, connections: 0, log: [] as string[] };
  const ended = watchMailbox({
    db,
    businessId: database.businessId,
    mailbox: {
      name: 'main',
      address: 'maryam@bakery.example',
      historySince: 365 * 86_400_000,
      imap: { host: 'mail.bakery.example', user: undefined },
    },
    reading: { ...SMALL_LIMITS, poll },
    connect: async (signal) => {
      seen.connections++;
      return connect ? connect(seen.connections, signal) : Promise.resolve(server.connect());
    },
    blobs: memoryBlobs(),
    clock: systemClock,
    log: createLog('warn', { write: (line) => seen.log.push(line) }),
    leases,
    places: createReadingPlaces({ idleConnections, pollConnections: 1 }),
    onNewMail: (count) => {
      seen.newMail += count;
    },
    onProgress: ({ finished }) => {
      if (finished) seen.finished++;
    },
    signal: stopping.signal,
  });
  const stop = async () => {
    stopping.abort();
    await ended;
    await leases.close();
  };
  stopAll.push(stop);
  return { seen, stop, ended };
}

const mailboxRow = () => database.inside((tx) => tx.selectFrom('mailboxes').selectAll().executeTakeFirst());
const folderRows = () =>
  database.inside((tx) => tx.selectFrom('folders').selectAll().orderBy('path').execute());

describe('watchMailbox', () => {
  it('reads new mail over one connection and history over another, which then ends', async () => {
    for (let number = 1; number <= 7; number++) server.deliver(bakeryMail(number), received());
    const { seen } = watch();
    await waitUntil(() => seen.finished === 2, { what: 'the history of both folders' });
    server.deliver(bakeryMail(8), new Date());
    await waitUntil(() => seen.newMail === 1, { what: 'the new mail' });
    expect(seen.connections).toBe(2);
    expect((await folderRows()).map(({ path, server_count }) => [path, server_count])).toEqual([
      ['INBOX', 8],
      ['Sent', 0],
    ]);
  });

  it('reads on when the history fails, and the history when it is better', async () => {
    for (let number = 1; number <= 7; number++) server.deliver(bakeryMail(number), received());
    const { seen } = watch({
      connect: (attempt) =>
        attempt === 2
          ? Promise.reject(new MailboxFailure('network', 'no route'))
          : Promise.resolve(server.connect()),
    });
    await waitUntil(() => seen.connections === 2);
    server.deliver(bakeryMail(8), new Date());
    await waitUntil(() => seen.newMail === 1, { what: 'the new mail', timeoutMs: 1500 });
    expect(seen.finished).toBe(0);
    await waitUntil(() => seen.finished === 2, { what: 'the history' });
  });

  it('looks at all folders again after each poll', async () => {
    const { seen } = watch({ poll: 200 });
    await waitUntil(() => seen.finished === 2);
    server.deliver(bakeryMail(9), new Date(), 'Sent');
    await waitUntil(() => seen.newMail === 1, { what: 'the sent mail' });
    expect(seen.newMail).toBe(1);
  });

  it('goes on without a Sent folder that was deleted, and with one of another name', async () => {
    const { seen } = watch({ poll: 200 });
    await waitUntil(() => seen.finished === 2);
    server.folders.delete('Sent');
    await waitUntil(async () => (await folderRows()).find(({ path }) => path === 'Sent')?.missing_since);
    server.addFolder('ارسال شده', undefined);
    server.deliver(bakeryMail(9), received(), 'ارسال شده');
    await waitUntil(() => seen.finished === 3, { what: 'the new Sent folder' });
    server.deliver(bakeryMail(1), new Date());
    await waitUntil(() => seen.newMail === 1);
    expect((await mailboxRow())?.failure_class).toBeNull();
  });

  it('says in plain words what is wrong, and forgets it after a good sync', async () => {
    const { seen } = watch({
      connect: (attempt) =>
        attempt === 1
          ? Promise.reject(new MailboxFailure('network', 'getaddrinfo ENOTFOUND'))
          : Promise.resolve(server.connect()),
    });
    const row = await waitUntil(async () => {
      const found = await mailboxRow();
      return found?.failure_class ? found : undefined;
    });
    expect(row).toMatchObject({ failure_class: 'network', failures: 1 });
    expect(row.failure_message).toMatch(
      /^cannot reach mail\.bakery\.example: .*What to do: there is no server of that name/,
    );
    expect(row.failed_since).toBeInstanceOf(Date);
    await waitUntil(async () => (await mailboxRow())?.last_ok_sync_at, { what: 'a good sync' });
    expect(await mailboxRow()).toMatchObject({ failure_class: null, failed_since: null, failures: 0 });
    expect(seen.log.join()).toContain('a mailbox cannot be read now');
  });

  it('reads new mail and history in turns when the account takes one connection only', async () => {
    for (let number = 1; number <= 7; number++) server.deliver(bakeryMail(number), received());
    server.maxConnections = 1;
    const { seen } = watch();
    await waitUntil(() => seen.finished === 2, { what: 'the history' });
    server.deliver(bakeryMail(8), new Date());
    await waitUntil(() => seen.newMail === 1, { what: 'the new mail, told of by a connection that stays' });
    expect(server.connections).toEqual({ open: 1, most: 1 });
    expect(await mailboxRow()).toMatchObject({ failure_class: null, history_failure_class: null });
  });

  it('comes again and again where there is no place for a connection that stays', async () => {
    for (let number = 1; number <= 7; number++) server.deliver(bakeryMail(number), received());
    const { seen } = watch({ idleConnections: 0, poll: 300 });
    await waitUntil(() => seen.finished === 2, { what: 'the history' });
    for (let number = 8; number <= 10; number++) {
      server.deliver(bakeryMail(number), new Date());
      await waitUntil(() => seen.newMail === number - 7, { what: 'the new mail' });
    }
    await waitUntil(() => server.connections.open === 0, {
      everyMs: 5,
      what: 'no connection between visits',
    });
    expect(server.connections.most).toBe(1);
  });

  it('pauses when the server asks for it, and says so, for new mail and for history', async () => {
    for (let number = 1; number <= 7; number++) server.deliver(bakeryMail(number), received());
    server.faults = { throttled: true };
    watch();
    const history = await waitUntil(async () => {
      const found = await mailboxRow();
      return found?.history_failure_class ? found : undefined;
    });
    expect(history).toMatchObject({ history_failure_class: 'throttle', failure_class: null });
    expect(history.history_failure_message).toContain('[THROTTLED]');
    expect(history.history_retry_at?.getTime()).toBeGreaterThan(Date.now() + 30_000);
    server.deliver(bakeryMail(8), new Date());
    const failing = await waitUntil(async () => {
      const found = await mailboxRow();
      return found?.failure_class ? found : undefined;
    });
    expect(failing).toMatchObject({ failure_class: 'throttle', failures: 1 });
    expect(failing.retry_at?.getTime()).toBeGreaterThan(Date.now() + 30_000);
  });

  it('outlasts a database that is away', async () => {
    let away = false;
    const transaction = () => {
      if (away) throw new Error('the database is away');
      return database.db.transaction();
    };
    const db = new Proxy(database.db, {
      get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
    });
    const { seen } = watch({ db });
    await waitUntil(() => seen.finished === 2);
    away = true;
    server.deliver(bakeryMail(1), new Date());
    await waitUntil(() => seen.log.length > 0, { what: 'a complaint' });
    away = false;
    await waitUntil(() => seen.newMail === 1, { what: 'the mail' });
    expect(seen.log.join()).toContain('the database is away');
  });

  it('throws a configuration that can never work', async () => {
    const { ended } = watch({ connect: () => Promise.reject(new WafaError('imap.security is "none"')) });
    stopAll = [];
    await expect(ended).rejects.toThrow('imap.security');
  });

  it('never logs what mails say', async () => {
    server.faults = { refused: new Set([1]) };
    const { seen } = watch();
    await waitUntil(() => seen.finished === 2);
    server.deliver(bakeryMail(1, 'a secret recipe'), new Date());
    server.renumber(5);
    await waitUntil(async () => (await folderRows())[0]?.server_count === 1);
    expect(seen.log.join()).not.toContain('recipe');
  });
});
