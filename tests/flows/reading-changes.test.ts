import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { type FolderAccount, folderAccounts } from '../../src/messages/ingest/folder-account.ts';
import { storeUnread } from '../../src/messages/log/arrival-reader.ts';
import { openBlobStore } from '../../src/messages/log/blob-store.ts';
import { watchMailboxes } from '../../src/messages/watch/watch-mailboxes.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { BAKERY, letter } from '../support/reading-fixture.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const DAY = 86_400_000;
const MAX_MESSAGE_BYTES = 100_000;

let database: TestDatabase;
let folder: string;
const servers: { quick: Dovecot | undefined; plain: Dovecot | undefined } = {
  quick: undefined,
  plain: undefined,
};
let user = '';
let users = 0;

beforeAll(async () => {
  database = await testDatabase('postgres');
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-changes-'));
  servers.quick = await startDovecot({ compress: true });
  servers.plain = await startDovecot({ capability: 'IMAP4rev1' });
});
afterAll(async () => {
  await database.close();
  await servers.quick?.stop();
  await servers.plain?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await clearBusiness(database);
  user = `maryam${++users}`;
});

const order = (number: number, text = 'Ten loaves, please.') =>
  letter({
    id: `order-${number}@workshop.example`,
    from: 'Karim <karim@workshop.example>',
    to: 'Maryam <maryam@bakery.example>',
    subject: `Order ${number}`,
    text,
  });

/** Reads the account on this server while `work` runs. */
async function reading(
  server: Dovecot,
  work: (seen: { newMail: number; capabilities: Set<string> }) => Promise<void>,
  { poll = 60_000 } = {},
): Promise<void> {
  const stopping = new AbortController();
  const blobs = openBlobStore(folder);
  const seen = { newMail: 0, capabilities: new Set<string>() };
  const ended = watchMailboxes({
    db: database.db,
    businessId: database.businessId,
    mailboxes: [
      {
        name: 'main',
        address: 'maryam@bakery.example',
        historySince: 365 * DAY,
        imap: {
          host: '127.0.0.1',
          port: server.port,
          security: 'none' as const,
          user,
          password: server.password,
        },
      },
    ],
    reading: {
      poll,
      batchMessages: 20,
      batchBytes: 1_000_000,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      idleConnections: 1,
      pollConnections: 1,
    },
    connect: async (mailbox, signal) => {
      const limits = { compress: false, maxMessageBytes: MAX_MESSAGE_BYTES };
      const connection = await openImapMailbox(mailbox, limits, signal);
      for (const capability of connection.capabilities) seen.capabilities.add(capability);
      return connection;
    },
    readerOf: () => ({ own: BAKERY, read: (sources) => storeUnread(sources, blobs) }),
    blobs,
    clock: systemClock,
    log: silentLog(),
    onNewMail: (count) => {
      seen.newMail += count;
    },
    onProgress: () => {},
    signal: stopping.signal,
  });
  try {
    await work(seen);
  } finally {
    stopping.abort();
    await ended;
  }
}

const account = async (where = 'INBOX'): Promise<FolderAccount | undefined> =>
  (await database.inside(folderAccounts)).find(({ path: name }) => name === where);
/** Waits until the account of INBOX looks like this. */
const becomes = (expected: Partial<FolderAccount>, timeoutMs = 20_000) =>
  waitUntil(
    async () => {
      const now = await account();
      return Object.entries(expected).every(([key, value]) => now?.[key as keyof FolderAccount] === value);
    },
    { timeoutMs, what: JSON.stringify(expected) },
  );
const seed = (server: Dovecot, count: number) => {
  for (let number = 1; number <= count; number++)
    server.saveMail(user, 'INBOX', order(number), { date: new Date(Date.now() - 40 * DAY) });
};
/** The last poll lies so far back that the next count is due. */
const longAgo = (hours: number) =>
  database.inside((tx) =>
    tx
      .updateTable('cursors')
      .set({ reconciled_at: new Date(Date.now() - hours * 3_600_000) })
      .where('reconciled_at', 'is not', null)
      .execute(),
  );

describe('a server that names what is gone (QRESYNC)', () => {
  it('has deleted mail marked at once while it is watched, and after a night too', async () => {
    const server = servers.quick as Dovecot;
    seed(server, 30);
    await reading(server, async (seen) => {
      await becomes({ stored: 30, difference: 0, waiting: 0 });
      expect([...seen.capabilities]).toEqual(expect.arrayContaining(['QRESYNC', 'CONDSTORE', 'IDLE']));
      const at = Date.now();
      server.expunge(user, 'INBOX', 'uid 3:7');
      await becomes({ server: 25, stored: 25, gone: 5, difference: 0 });
      expect(Date.now() - at).toBeLessThan(5000);
    });
    const counted = (await account())?.reconciledAt;
    server.expunge(user, 'INBOX', 'uid 10');
    await server.deliver(user, order(100));
    await reading(server, async (seen) => {
      await becomes({ server: 25, stored: 25, gone: 6, difference: 0 });
      expect(seen.newMail).toBe(1);
    });
    // It was told, not counted.
    expect((await account())?.reconciledAt).toEqual(counted);
  });

  it('has a mail that was moved in both folders, once there and once gone', async () => {
    const server = servers.quick as Dovecot;
    seed(server, 3);
    await reading(server, async () => {
      await becomes({ stored: 3, difference: 0 });
      server.doveadm('move', '-u', user, 'Sent', 'mailbox', 'INBOX', 'uid', '2');
      await becomes({ stored: 2, gone: 1, difference: 0 });
    });
    await reading(server, async (seen) => {
      await waitUntil(async () => (await account('Sent'))?.stored === 1, {
        what: 'the mail in its new folder',
      });
      expect(seen.newMail).toBe(0);
    });
    const raws = await database.inside((tx) => tx.selectFrom('raw_messages').select('size').execute());
    expect(raws).toHaveLength(3);
  });
});

describe('a server without any extension', () => {
  it('is polled, and what it no longer has is found by counting', async () => {
    const server = servers.plain as Dovecot;
    seed(server, 30);
    await reading(
      server,
      async (seen) => {
        await becomes({ stored: 30, difference: 0, waiting: 0 });
        expect([...seen.capabilities].filter((name) => /IDLE|CONDSTORE|QRESYNC|ESEARCH/.test(name))).toEqual(
          [],
        );
        server.expunge(user, 'INBOX', 'uid 3:7');
        await server.deliver(user, order(100));
        await waitUntil(() => seen.newMail === 1, { what: 'the new mail' });
        await longAgo(1);
        await becomes({ server: 26, stored: 26, gone: 5, difference: 0 });
      },
      { poll: 300 },
    );
  });
});

describe('a compressed line (COMPRESS=DEFLATE)', () => {
  it('carries the same mail in far fewer bytes where it is switched on', async () => {
    const server = servers.quick as Dovecot;
    for (let number = 1; number <= 30; number++)
      server.saveMail(user, 'INBOX', order(number, 'Ten loaves, please. '.repeat(500)));
    const fetchAll = async (compress: boolean) => {
      const proxy = await startTcpProxy(server.port);
      const { password } = server;
      const imap = { host: '127.0.0.1', port: proxy.port, security: 'none' as const, user, password };
      const settings = { address: 'maryam@bakery.example', imap };
      const connection = await openImapMailbox(settings, { compress, maxMessageBytes: MAX_MESSAGE_BYTES });
      await connection.openFolder('INBOX');
      const mails = await connection.fetchSources(await connection.searchUids(1));
      await connection.close();
      await proxy.stop();
      return { mails: mails.map(({ source }) => source.toString()), bytes: proxy.bytes('down') };
    };
    const plain = await fetchAll(false);
    const packed = await fetchAll(true);
    expect(plain.mails).toHaveLength(30);
    expect(packed.mails).toEqual(plain.mails);
    expect(packed.bytes).toBeLessThan(plain.bytes / 5);
  });
});

describe('a mail that is too large', () => {
  it('is logged with its headers, marked with its whole size, and counted as skipped', async () => {
    const server = servers.quick as Dovecot;
    seed(server, 2);
    await reading(server, async (seen) => {
      await becomes({ stored: 2, difference: 0 });
      await server.deliver(user, order(7, 'crumbs '.repeat(30_000)));
      await waitUntil(() => seen.newMail === 1, { what: 'the record of its headers' });
      await becomes({ server: 3, stored: 2, difference: 0 });
      expect(await account()).toMatchObject({ skipped: { 'too large': 1 } });
    });
    const record = await database.inside((tx) =>
      tx
        .selectFrom('skips')
        .innerJoin('raw_messages', 'raw_messages.content_hash', 'skips.content_hash')
        .select(['skips.size as whole', 'raw_messages.size as kept', 'read_state', 'arrival'])
        .executeTakeFirstOrThrow(),
    );
    expect(record.whole).toBeGreaterThan(200_000);
    expect(record.kept).toBeLessThan(2000);
    expect(record).toMatchObject({ read_state: 'pending', arrival: 'new' });
  });
});
