import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { MailboxFailure } from '../../src/mailbox/mailbox.ts';
import { testConnection } from '../../src/mailbox/test-connection.ts';
import { openBlobStore } from '../../src/messages/log/blob-store.ts';
import { readMessages } from '../../src/messages/log/read-messages.ts';
import { keepLeases } from '../../src/messages/watch/keep-leases.ts';
import { createReadingPlaces } from '../../src/messages/watch/reading-places.ts';
import { watchMailbox } from '../../src/messages/watch/watch-mailbox.ts';
import { createParsePool, type ParsePool } from '../../src/messages/workers/parse-pool.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { BAKERY, letter } from '../support/reading-fixture.ts';
import type { WatchChild } from '../support/watch-child.ts';

const KARIM = 'Karim <karim@workshop.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';
const DAY = 86_400_000;
const LIMITS = { poll: 60_000, batchMessages: 20, batchBytes: 1_000_000, maxMessageBytes: 1_000_000 };

let dovecot: Dovecot;
let database: TestDatabase;
let pool: ParsePool;
let folder: string;
let user = '';
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot();
  database = await testDatabase('postgres');
  pool = createParsePool();
});
afterAll(async () => {
  await pool.close();
  await database.close();
  await dovecot.stop();
});
beforeEach(async () => {
  await clearBusiness(database);
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-reading-'));
  user = `maryam${++users}`;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const order = (number: number) =>
  letter({ id: `order-${number}@workshop.example`, from: KARIM, to: MARYAM, subject: `Order ${number}` });
/** Mail number 1 is the oldest; all of it is some days old. */
const seed = (count: number, where = 'INBOX') => {
  for (let number = 1; number <= count; number++) {
    dovecot.saveMail(user, where, order(number), { date: new Date(Date.now() - 40 * DAY + number * 60_000) });
  }
};
const account = (password = dovecot.password) => ({
  name: 'main',
  address: 'maryam@bakery.example',
  historySince: 365 * DAY,
  imap: { host: '127.0.0.1', port: dovecot.port, security: 'none' as const, user, password },
});
const connect = (signal?: AbortSignal, password?: string) =>
  openImapMailbox(account(password), { compress: false, maxMessageBytes: LIMITS.maxMessageBytes }, signal);

/** A running watch, and everything it said. */
function watch(password?: string) {
  const stopping = new AbortController();
  const seen = { newMail: 0, progress: [] as number[], finished: 0 };
  const leases = keepLeases(database.db, database.businessId);
  const ended = watchMailbox({
    db: database.db,
    businessId: database.businessId,
    mailbox: account(password),
    reading: LIMITS,
    connect: (signal) => connect(signal, password),
    blobs: openBlobStore(folder),
    clock: systemClock,
    log: silentLog(),
    leases,
    places: createReadingPlaces({ idleConnections: 1, pollConnections: 1 }),
    onNewMail: (count) => {
      seen.newMail += count;
    },
    onProgress: ({ done, finished }) => {
      if (finished) seen.finished++;
      else seen.progress.push(done);
    },
    signal: stopping.signal,
  });
  const stop = async () => {
    stopping.abort();
    await ended;
    await leases.close();
  };
  return { seen, stop };
}

async function withWatch(work: (watching: ReturnType<typeof watch>) => Promise<void>): Promise<void> {
  const watching = watch();
  try {
    await work(watching);
  } finally {
    await watching.stop();
  }
}

const count = (table: 'raw_messages' | 'locations' | 'messages' | 'cursors') =>
  database.inside(async (tx) => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      tx,
    );
    return rows[0]?.count ?? 0;
  });
const mailboxRow = () => database.inside((tx) => tx.selectFrom('mailboxes').selectAll().executeTakeFirst());
const historyRead = () => waitUntil(() => historyDone(), { what: 'the history to be read' });
const historyDone = () =>
  database.inside(async (tx) => {
    const rows = await tx
      .selectFrom('cursors')
      .select('history_done_at')
      .where('closed_at', 'is', null)
      .execute();
    return rows.length >= 2 && rows.every((row) => row.history_done_at !== null);
  });

async function readAll(): Promise<void> {
  const options = {
    db: database.db,
    businessId: database.businessId,
    pool,
    blobs: openBlobStore(folder),
    own: BAKERY,
    authservIds: new Map(),
    limit: 100,
  };
  while ((await readMessages({ ...options, now: new Date(Date.now() + 1000) })).more);
}

describe('a mailbox on Dovecot', () => {
  it('is read newest first, INBOX and Sent, and its mail is logged as history', async () => {
    seed(50);
    dovecot.saveMail(user, 'Sent', letter({ id: 's@b', from: MARYAM, to: KARIM, subject: 'Offer' }));
    await withWatch(async ({ seen }) => {
      await historyRead();
      expect(seen.progress).toEqual(expect.arrayContaining([0, 20, 40, 50]));
      expect(seen.newMail).toBe(0);
    });
    await readAll();
    const logged = await database.inside((tx) =>
      tx.selectFrom('messages').select(['direction', 'arrival', 'subject']).execute(),
    );
    expect(logged.filter(({ arrival }) => arrival === 'history')).toHaveLength(51);
    expect(logged.filter(({ direction }) => direction === 'outgoing')).toMatchObject([{ subject: 'Offer' }]);
    const folders = await database.inside((tx) =>
      tx.selectFrom('folders').select(['path', 'role', 'server_count']).orderBy('path').execute(),
    );
    expect(folders).toEqual([
      { path: 'INBOX', role: 'inbox', server_count: 50 },
      { path: 'Sent', role: 'sent', server_count: 1 },
    ]);
    expect(dovecot.list(user, 'INBOX').flatMap(({ flags }) => flags)).toEqual([]);
  });

  it('tells of new mail within two seconds', async () => {
    seed(3);
    await withWatch(async ({ seen }) => {
      await historyRead();
      for (let number = 100; number < 103; number++) {
        const before = seen.newMail;
        const at = Date.now();
        await dovecot.deliver(user, order(number));
        await waitUntil(() => seen.newMail > before, { timeoutMs: 5000, what: 'the new mail' });
        expect(Date.now() - at).toBeLessThan(2000);
      }
      expect(seen.newMail).toBe(3);
    });
  });

  it('finds mail that came while nobody watched, and calls it new', async () => {
    seed(3);
    await withWatch(() => historyRead().then(() => {}));
    await dovecot.deliver(user, order(100));
    await withWatch(async ({ seen }) => {
      await waitUntil(() => seen.newMail > 0, { what: 'the mail of the night' });
      expect(seen).toMatchObject({ newMail: 1, finished: 0 });
    });
  });

  it('survives a kick and a restart of the server', async () => {
    seed(3);
    await withWatch(async ({ seen }) => {
      await historyRead();
      dovecot.kick(user);
      await dovecot.deliver(user, order(100));
      await waitUntil(() => seen.newMail === 1, { what: 'mail after the kick' });
      await dovecot.restart();
      await dovecot.deliver(user, order(101));
      await waitUntil(() => seen.newMail === 2, { what: 'mail after the restart' });
      await waitUntil(async () => (await mailboxRow())?.failure_class === null, {
        what: 'the failure to be over',
      });
      expect(await mailboxRow()).toMatchObject({ failure_message: null, failed_since: null, failures: 0 });
    });
  });

  it('reads all again when UIDVALIDITY changes, and acts only on what came in between', async () => {
    seed(30);
    await withWatch(() => historyRead().then(() => {}));
    const changes = [dovecot.uidValidity(user, 'INBOX') + 5, 7];
    for (const [at, uidValidity] of changes.entries()) {
      await dovecot.deliver(user, order(100 + at));
      dovecot.setUidValidity(user, 'INBOX', uidValidity);
      expect(dovecot.uidValidity(user, 'INBOX')).toBe(uidValidity);
      await withWatch(async ({ seen }) => {
        await waitUntil(async () => (await count('cursors')) === at + 3, { what: 'the new epoch' });
        await historyRead();
        await waitUntil(() => seen.newMail === 1, { what: 'the mail in between' });
      });
      expect(await count('raw_messages')).toBe(31 + at);
    }
  });

  it('passes over expunged mail', async () => {
    seed(30);
    dovecot.list(user, 'INBOX');
    dovecot.expunge(user, 'INBOX', 'uid 5:14');
    await withWatch(async () => {
      await historyRead();
      dovecot.expunge(user, 'INBOX', 'uid 20');
      await dovecot.deliver(user, order(100));
      await waitUntil(async () => (await count('raw_messages')) === 21, { what: 'the rest' });
    });
    const gaps = await database.inside((tx) => tx.selectFrom('gaps').selectAll().execute());
    expect(gaps).toEqual([]);
  });

  it('ends within two seconds, in the middle of reading too', async () => {
    seed(300);
    const watching = watch();
    await waitUntil(() => watching.seen.progress.length > 1, { what: 'some history' });
    const at = Date.now();
    await watching.stop();
    expect(Date.now() - at).toBeLessThan(2000);
    expect((await mailboxRow())?.lease_owner).toBeNull();
    const stored = await database.inside((tx) =>
      tx.selectFrom('locations').select('uid').orderBy('uid').execute(),
    );
    const newest = Array.from({ length: stored.length }, (_, at) => 300 - stored.length + at + 1);
    expect(stored.map(({ uid }) => uid)).toEqual(newest);
  });

  it('records a refused login without calling it wrong at once, and recovers', async () => {
    const watching = watch('not the password');
    await waitUntil(async () => (await mailboxRow())?.failure_class === 'auth', { what: 'the refusal' });
    expect(await mailboxRow()).toMatchObject({ failure_message: expect.stringContaining('tried again') });
    await watching.stop();
    await withWatch(async () => {
      await waitUntil(async () => (await mailboxRow())?.last_ok_sync_at, { what: 'a good sync' });
    });
    expect(await mailboxRow()).toMatchObject({ failure_class: null, failures: 0 });
  });

  it('is read by one of two daemons', async () => {
    seed(3);
    await withWatch(async (first) => {
      await historyRead();
      const second = watch();
      await dovecot.deliver(user, order(100));
      await waitUntil(() => first.seen.newMail === 1);
      expect(second.seen).toEqual({ newMail: 0, progress: [], finished: 0 });
      await second.stop();
    });
  });

  it('is read on after kill -9 in the middle, to the same end', async () => {
    seed(400);
    const child = (): WatchChild => ({
      databaseUrl: database.url ?? '',
      businessId: database.businessId,
      port: dovecot.port,
      user,
      password: dovecot.password,
      blobs: folder,
      batchMessages: 20,
    });
    const script = fileURLToPath(new URL('../support/watch-child.ts', import.meta.url));
    let kills = 0;
    for (let finished = false; !finished; ) {
      const reader = spawn(process.execPath, [script, JSON.stringify(child())], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(reader, 'exit');
      let batches = 0;
      for await (const chunk of reader.stdout.setEncoding('utf8')) {
        const said = String(chunk);
        batches += said.split('progress').length - 1;
        finished = said.includes('finished');
        if (finished || batches >= 4) reader.kill('SIGKILL');
      }
      await exited;
      if (!finished) kills++;
      expect(kills).toBeLessThan(50);
    }
    expect(kills).toBeGreaterThan(1);
    await withWatch(() => historyRead().then(() => {}));
    expect([await count('raw_messages'), await count('locations')]).toEqual([400, 400]);
    const cursor = await database.inside((tx) =>
      tx
        .selectFrom('cursors')
        .innerJoin('folders', 'folders.id', 'cursors.folder_id')
        .select(['history_done', 'history_total'])
        .where('role', '=', 'inbox')
        .executeTakeFirst(),
    );
    expect(cursor).toEqual({ history_done: 400, history_total: 400 });
    await readAll();
    expect(await count('messages')).toBe(400);
  });
});

describe('testConnection', () => {
  it('counts what is there', async () => {
    seed(3);
    expect(await testConnection(() => connect(), { host: '127.0.0.1', user })).toEqual({
      ok: true,
      folders: 3,
      inbox: { path: 'INBOX', messages: 3 },
      sent: { path: 'Sent', messages: 0 },
      tellsOfNewMail: true,
    });
  });

  it('explains a refused login', async () => {
    const tested = await testConnection(() => connect(undefined, 'wrong'), { host: 'imap.gmail.com', user });
    expect(tested).toMatchObject({
      ok: false,
      failureClass: 'auth',
      hint: expect.stringContaining('app password'),
    });
  });
});

describe('the IMAP connection', () => {
  it('finds a Persian Sent folder by its name', async () => {
    const persian = await startDovecot({ mailboxes: [{ name: 'INBOX.ignored' }], inMemory: true });
    try {
      persian.createFolder(user, 'ارسال شده');
      const settings = { ...account(), imap: { ...account().imap, port: persian.port } };
      const open = () => openImapMailbox(settings, { compress: false, maxMessageBytes: 1_000_000 });
      expect(await testConnection(open, { host: 'x', user })).toMatchObject({
        ok: true,
        sent: { path: 'ارسال شده' },
      });
    } finally {
      await persian.stop();
    }
  });

  it('refuses a certificate that nobody vouches for, and STARTTLS that is not there', async () => {
    const guarded = await startDovecot({ tls: true });
    try {
      const at = (imap: object) => ({ ...account(), imap: { ...account().imap, ...imap } });
      const limits = { compress: false, maxMessageBytes: 1_000_000 };
      const tls = openImapMailbox(at({ port: guarded.tlsPort ?? 0, security: 'tls' }), limits);
      await expect(tls).rejects.toMatchObject({
        failureClass: 'network',
        message: expect.stringMatching(/certificate/i),
      });
      await expect(openImapMailbox(at({ security: 'starttls' }), limits)).rejects.toThrow(MailboxFailure);
    } finally {
      await guarded.stop();
    }
  });

  it('sends no password over a line that anybody can read', async () => {
    const remote = { ...account(), imap: { ...account().imap, host: 'imap.bakery.example' } };
    await expect(openImapMailbox(remote, { compress: false, maxMessageBytes: 1 })).rejects.toThrow(
      /readable/,
    );
  });

  it('asks for one thing and hears of another: the answer is still right', async () => {
    seed(5);
    const mailbox = await connect();
    const opened = await mailbox.openFolder('INBOX');
    expect(opened).toMatchObject({ uidNext: 6, exists: 5 });
    expect(await mailbox.searchUids(6)).toEqual([]);
    expect(await mailbox.searchUids(2, 3)).toEqual([2, 3]);
    expect(await mailbox.searchUids(1, 5, new Date())).toEqual([]);
    const sources = await mailbox.fetchSources([2, 4, 77]);
    expect(sources.map(({ uid }) => uid)).toEqual([2, 4]);
    expect(sources[0]?.source.toString()).toContain('Subject: Order 2');
    await expect(mailbox.openFolder('Nowhere')).rejects.toMatchObject({ failureClass: 'missing-folder' });
    await mailbox.append('Sent', order(9), { flags: ['\\Seen'], date: new Date() });
    expect(dovecot.list(user, 'Sent')).toMatchObject([{ flags: ['\\Seen'] }]);
    await mailbox.close();
    await mailbox.close();
    await expect(mailbox.searchUids(1)).rejects.toThrow(MailboxFailure);
  });

  it('hears of new mail from a server without any extension, and while it idles for long', async () => {
    const plain = await startDovecot({ capability: 'IMAP4rev1' });
    try {
      for (const server of [plain, dovecot]) {
        const settings = { ...account(), imap: { ...account().imap, port: server.port } };
        const limits = { compress: false, maxMessageBytes: 1_000_000 };
        const mailbox = await openImapMailbox(settings, limits, undefined, 100);
        expect(mailbox.capabilities.has('IDLE')).toBe(server === dovecot);
        await mailbox.openFolder('INBOX');
        await mailbox.searchUids(1);
        const told = mailbox.waitForChange(10_000, new AbortController().signal);
        await sleep(500);
        await server.deliver(user, order(1));
        expect(await told).toBe(true);
        expect(await mailbox.searchUids(1)).toEqual([1]);
        expect(await mailbox.waitForChange(300, new AbortController().signal)).toBe(false);
        await mailbox.close();
      }
    } finally {
      await plain.stop();
    }
  });

  it('takes a full server for a full server', async () => {
    const small = await startDovecot({ maxConnectionsPerUser: 1 });
    const settings = { ...account(), imap: { ...account().imap, port: small.port } };
    const open = () => openImapMailbox(settings, { compress: false, maxMessageBytes: 1_000_000 });
    const first = await open();
    try {
      await expect(open()).rejects.toMatchObject({ failureClass: 'capacity' });
    } finally {
      await first.close();
      await small.stop();
    }
  });
});
