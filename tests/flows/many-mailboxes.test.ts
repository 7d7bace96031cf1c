import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { folderAccounts } from '../../src/messages/ingest/folder-account.ts';
import { storeUnread } from '../../src/messages/log/arrival-reader.ts';
import { openBlobStore } from '../../src/messages/log/blob-store.ts';
import { watchMailboxes } from '../../src/messages/watch/watch-mailboxes.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { BAKERY, letter } from '../support/reading-fixture.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const MAILBOXES = 200;
const MAILS_EACH = 3;
const BOUND = { idleConnections: 20, pollConnections: 8 };
const POLL_MS = 10_000;
const DAY = 86_400_000;

let dovecot: Dovecot;
let proxy: TcpProxy;
let database: TestDatabase;
let folder: string;
const users = Array.from({ length: MAILBOXES }, (_, at) => `branch${at + 1}`);

beforeAll(async () => {
  dovecot = await startDovecot({
    extra: ['service imap-login {', '  process_min_avail = 1', '  service_count = 0', '}'],
  });
  proxy = await startTcpProxy(dovecot.port);
  database = await testDatabase('postgres');
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-many-'));
  for (const user of users)
    for (let number = 1; number <= MAILS_EACH; number++)
      dovecot.saveMail(user, 'INBOX', order(user, number), { date: new Date(Date.now() - 40 * DAY) });
});
afterAll(async () => {
  await database.close();
  await proxy.stop();
  await dovecot.stop();
  await rm(folder, { recursive: true, force: true });
});

function order(user: string, number: number): Buffer {
  return letter({
    id: `${user}-${number}@workshop.example`,
    from: 'Karim <karim@workshop.example>',
    to: `${user}@bakery.example`,
    subject: `Order ${number} for ${user}`,
  });
}

const account = (user: string) => ({
  name: user,
  address: `${user}@bakery.example`,
  historySince: 365 * DAY,
  imap: { host: '127.0.0.1', port: proxy.port, security: 'none' as const, user, password: dovecot.password },
});

/** Reads all of them in this process, and counts the connections that it holds; `most`: at the same time. */
function watchAll() {
  const stopping = new AbortController();
  const seen = { open: 0, most: 0, complaints: [] as string[] };
  const connect = async (mailbox: ReturnType<typeof account>, signal: AbortSignal) => {
    seen.open++;
    seen.most = Math.max(seen.most, seen.open);
    const connection = await openImapMailbox(
      mailbox,
      { compress: false, maxMessageBytes: 1_000_000 },
      signal,
    );
    const close = connection.close.bind(connection);
    connection.close = async () => {
      await close();
      seen.open--;
    };
    return connection;
  };
  const blobs = openBlobStore(folder);
  const ended = watchMailboxes({
    db: database.db,
    businessId: database.businessId,
    mailboxes: users.map(account),
    reading: {
      ...BOUND,
      poll: POLL_MS,
      batchMessages: 50,
      batchBytes: 1_000_000,
      maxMessageBytes: 1_000_000,
    },
    connect,
    readerOf: () => ({ own: BAKERY, read: (sources) => storeUnread(sources, blobs) }),
    blobs,
    clock: systemClock,
    log: createLog('warn', { write: (line) => seen.complaints.push(line) }),
    onNewMail: () => {},
    onProgress: () => {},
    signal: stopping.signal,
  });
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { seen, stop };
}

const complete = async (each: number) => {
  const folders = await database.inside(folderAccounts);
  const read = folders.filter(({ path: where, stored }) => where === 'INBOX' && stored === each);
  return read.length === MAILBOXES && folders.every(({ difference }) => difference === 0);
};
/** Mailboxes by how long ago they were read last, in milliseconds. */
const ages = async () => {
  const { rows } = await database.inside((tx) =>
    sql<{
      age: number;
    }>`select extract(epoch from now() - last_ok_sync_at)::float8 * 1000 as age from mailboxes`.execute(tx),
  );
  return rows.map(({ age }) => age);
};

describe('two hundred mailboxes in one process, with twenty places to stay', () => {
  it('are all read, their new mail too, over a bounded number of connections, none left behind', async () => {
    const { seen, stop } = watchAll();
    try {
      await waitUntil(() => complete(MAILS_EACH), {
        timeoutMs: 90_000,
        everyMs: 500,
        what: 'the history of all',
      });
      for (const user of users) await dovecot.deliver(user, order(user, 100));
      const deliveredAt = Date.now();
      await waitUntil(() => complete(MAILS_EACH + 1), {
        timeoutMs: 60_000,
        everyMs: 500,
        what: 'the new mail of all',
      });
      // Everybody had a turn within a poll, and the time that two hundred visits take on a busy machine.
      expect(Date.now() - deliveredAt).toBeLessThan(3 * POLL_MS);
      expect(Math.max(...(await ages()))).toBeLessThan(3 * POLL_MS);
      expect(seen.most).toBeLessThanOrEqual(BOUND.idleConnections + BOUND.pollConnections);
      expect(seen.most).toBeGreaterThan(BOUND.idleConnections);
      expect(seen.complaints).toEqual([]);
      await waitUntil(() => proxy.open() === BOUND.idleConnections, {
        what: 'only those that stay to be connected',
        everyMs: 5,
      });
    } finally {
      await stop();
    }
    await waitUntil(() => proxy.open() === 0, { what: 'no connection to be left' });
  }, 200_000);
});
