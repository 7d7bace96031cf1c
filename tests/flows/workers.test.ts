import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import type { FolderStatusReport } from '../../src/operations/status-folders.ts';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { letter } from '../support/reading-fixture.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const MAILBOXES = ['orders', 'office', 'maryam', 'yusuf', 'accounts', 'karim'];
const HISTORY = 500;
const DAY = 86_400_000;
/** Of the workers' logs, when a test fails. */
const LOG_SHOWN = 3000;

/** A worker takes two connections of an account at most; this is refused when two workers read one mailbox. */
const MAX_CONNECTIONS_PER_ACCOUNT = 3;

let dovecot: Dovecot;
let proxy: TcpProxy;
let postgres: TestDatabase;
let workers: DaemonProcess[];

beforeAll(async () => {
  dovecot = await startDovecot({ maxConnectionsPerUser: MAX_CONNECTIONS_PER_ACCOUNT });
  // A slow line, so that there is a middle of the history to be killed in.
  proxy = await startTcpProxy(dovecot.port, { roundTripMs: 60 });
  postgres = await testDatabase('postgres');
  for (const name of MAILBOXES) {
    for (let number = 1; number <= HISTORY; number++) {
      dovecot.saveMail(name, 'INBOX', mail(name, `history-${number}`), {
        date: new Date(Date.now() - 90 * DAY + number * 60_000),
      });
    }
  }
  workers = [0, 1].map(() =>
    prepareDaemon(
      {
        business: { name: "Maryam's Bakery", slug: 'maryams-bakery' },
        signingKey: 'one key for both workers of the bakery',
        mailboxes: MAILBOXES.map((name) => ({
          name,
          address: `${name}@bakery.example`,
          imap: server(name),
          smtp: { host: '127.0.0.1', port: 9, security: 'none' },
        })),
        reading: { batchMessages: 5, poll: '5s' },
      },
      postgres.url,
    ),
  );
});

afterAll(async () => {
  for (const worker of workers) await worker.dispose();
  await postgres.close();
  await proxy.stop();
  await dovecot.stop();
});

function server(user: string) {
  return { host: '127.0.0.1', port: proxy.port, security: 'none', user, password: dovecot.password };
}

function mail(name: string, id: string): Buffer {
  return letter({
    id: `${name}-${id}@workshop.example`,
    from: 'Karim <karim@workshop.example>',
    to: `${name}@bakery.example`,
    subject: `Bread for ${name}, ${id}`,
  });
}

/** Which process has how many mailboxes, by the process id in the lease. */
async function shares(): Promise<Map<string, string[]>> {
  const rows = await postgres.inside((tx) =>
    tx
      .selectFrom('mailboxes')
      .select(['name', 'lease_owner'])
      .where('lease_owner', 'is not', null)
      .orderBy('name')
      .execute(),
  );
  const shared = new Map<string, string[]>();
  for (const { name, lease_owner } of rows) {
    const pid = lease_owner?.split(':')[1] ?? '';
    shared.set(pid, [...(shared.get(pid) ?? []), name]);
  }
  return shared;
}

const folders = async () => {
  const said = await workers[1]?.wafa('status', '--folders', '--json');
  return JSON.parse(said ?? '') as FolderStatusReport;
};

describe('two workers on one Postgres', () => {
  it('share the mailboxes, and when one is killed in mid-history, the other reads all to the end', async () => {
    onTestFailed(() =>
      console.error(workers.map((worker) => worker.log().slice(-LOG_SHOWN)).join('\n---\n')),
    );
    const [victim, survivor] = workers;
    await survivor?.wafa('migrate');
    await Promise.all([victim?.start(), survivor?.start()]);
    await waitUntil(
      async () =>
        (await shares()).size === 2 && [...(await shares()).values()].every((own) => own.length === 3),
      {
        timeoutMs: 30_000,
        what: 'three mailboxes each',
      },
    );

    const victimPid = String(victim?.pid());
    const abandoned = (await shares()).get(victimPid) ?? [];
    expect(abandoned).toHaveLength(3);
    const before = (await folders()).folders.filter(({ mailbox }) => abandoned.includes(mailbox));
    const inMiddle = before.filter(({ path, waiting }) => path === 'INBOX' && (waiting ?? 1) > 0);
    expect(inMiddle.length, 'the history of the victim was over too soon').toBeGreaterThan(0);
    await victim?.kill();
    const killedAt = Date.now();
    for (const name of MAILBOXES) await dovecot.deliver(name, mail(name, 'new-1'));

    await waitUntil(async () => (await shares()).get(victimPid) === undefined, {
      timeoutMs: 30_000,
      what: 'the takeover',
    });
    expect(Date.now() - killedAt).toBeLessThan(30_000);
    const report = await waitUntil(
      async () => {
        const now = await folders();
        const read = now.folders.filter(({ path, stored }) => path === 'INBOX' && stored === HISTORY + 1);
        return read.length === MAILBOXES.length && now.addsUp === true ? now : undefined;
      },
      { timeoutMs: 90_000, everyMs: 1000, what: 'all mail, adding up' },
    );
    for (const folder of report.folders) {
      expect(folder).toMatchObject({ gaps: 0, waiting: 0, gone: 0, difference: 0, skipped: {} });
    }
    expect([...(await shares()).values()]).toEqual([MAILBOXES.toSorted()]);
    // Mail that came while nobody read the mailbox is new mail.
    const fresh = await postgres.inside((tx) =>
      tx.selectFrom('locations').select('uid').where('arrival', '=', 'new').execute(),
    );
    expect(fresh.map(({ uid }) => uid)).toEqual(MAILBOXES.map(() => HISTORY + 1));
    expect(workers.map((worker) => worker.log()).join('')).not.toContain('"capacity"');
    expect(await survivor?.wafa('status', '--folders')).toContain(
      `server ${HISTORY + 1}, stored ${HISTORY + 1}, skipped 0`,
    );
  }, 240_000);

  it('share again when the killed one is back', async () => {
    const [victim] = workers;
    await victim?.start();
    await waitUntil(async () => [...(await shares()).values()].every((own) => own.length === 3), {
      timeoutMs: 30_000,
      what: 'three mailboxes each',
    });
    for (const name of MAILBOXES) await dovecot.deliver(name, mail(name, 'new-2'));
    const report = await waitUntil(
      async () => {
        const now = await folders();
        const read = now.folders.filter(({ path, stored }) => path === 'INBOX' && stored === HISTORY + 2);
        return read.length === MAILBOXES.length ? now : undefined;
      },
      { timeoutMs: 60_000, everyMs: 1000, what: 'the newest mail' },
    );
    expect(report.addsUp).toBe(true);
  }, 120_000);
});
