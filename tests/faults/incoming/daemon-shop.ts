import path from 'node:path';
import { sql } from 'kysely';
import type { Tx } from '../../../src/database/tables.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { type BlobStore, openBlobStore } from '../../../src/messages/log/blob-store.ts';
import { openJobs } from '../../../src/schedule/jobs.ts';
import { brokenReading } from '../../support/broken-reading.ts';
import { type DaemonProcess, prepareDaemon } from '../../support/daemon.ts';
import { waitUntil } from '../../support/network.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import type { World } from '../world.ts';
import type { DovecotAccount } from './mail-account.ts';

/** The daemon as people run it, in a process of its own, on Postgres and Dovecot. */
export interface DaemonShop {
  daemon: DaemonProcess;
  database: TestDatabase;
  blobs: BlobStore;
  /** Waits until every account is read, adds up and is untouched, and everything was looked through. */
  settled(timeoutMs?: number): Promise<void>;
  /** Contents that may act: SHA-256 of each. */
  newContents(): Promise<string[]>;
}

/** Nothing listens here: no case sends unless it has a server for it. */
const NOWHERE = 9;

export async function openDaemonShop(
  world: World,
  accounts: readonly DovecotAccount[],
  options: { database?: TestDatabase; smtpPort?: number; config?: Record<string, unknown> } = {},
): Promise<DaemonShop> {
  const database = options.database ?? (await world.parts.database());
  if (!options.database) world.defer(() => database.close());
  const jobs = await openJobs(database, silentLog(), { migrate: true });
  await jobs.close();
  const daemon = prepareDaemon(
    {
      business: { name: "Maryam's Bakery", slug: 'maryams-bakery', timeZone: 'Europe/Vienna' },
      signingKey: 'a key that only the bakery of these faults signs with',
      mailboxes: accounts.map(({ name, port, user, password }) => ({
        name,
        address: `${name}@bakery.example`,
        imap: { host: '127.0.0.1', port, security: 'none', user, password },
        smtp: { host: '127.0.0.1', port: options.smtpPort ?? NOWHERE, security: 'none' },
        authservIds: ['mx.bakery.example'],
        savesSentMail: 'no',
      })),
      reading: { batchMessages: 100, poll: '5s' },
      ...options.config,
    },
    database.url,
  );
  world.defer(() => daemon.dispose());
  const blobs = openBlobStore(path.join(daemon.folder, 'data'));
  const problems = async () => {
    // Looking at a server of a hundred thousand mails takes seconds: only once there is hope.
    const wrong = await database.inside(stillWaiting);
    if (wrong.length > 0) return wrong;
    for (const account of accounts) {
      for (const folder of account.folders) {
        const truth = account.truth(folder);
        wrong.push(
          ...(await database.inside((tx) =>
            brokenReading(tx, { mailbox: account.name, folder }, truth, blobs),
          )),
        );
      }
      wrong.push(...account.touched());
      if (daemon.log().includes(account.password)) wrong.push('a password is in the log');
    }
    if (daemon.log().includes('Barbari')) wrong.push('what people wrote is in the log');
    return wrong;
  };
  return {
    daemon,
    database,
    blobs,
    async settled(timeoutMs = world.patienceMs) {
      let wrong: string[] = [];
      const well = async () => {
        wrong = await problems().catch((error: unknown) => [String(error)]);
        return wrong.length === 0;
      };
      await waitUntil(well, { timeoutMs, everyMs: 300 }).catch((error: unknown) => {
        throw new Error(`${wrong.slice(0, 6).join('; ') || String(error)}; the daemon: ${lastWords(daemon)}`);
      });
    },
    async newContents() {
      const rows = await database.inside((tx) =>
        tx.selectFrom('raw_messages').select('content_hash').where('arrival', '=', 'new').execute(),
      );
      return rows.map(({ content_hash }) => content_hash).toSorted();
    },
  };
}

/** What is evidently not over yet. */
async function stillWaiting(tx: Tx): Promise<string[]> {
  const { rows } = await sql<Record<string, boolean>>`select
    not exists (select from cursors where closed_at is null)
      or exists (select from cursors where closed_at is null and history_done_at is null) as "history",
    exists (select from raw_messages where read_state = 'pending') as "mail to be read",
    exists (select from messages where matched_at is null) as "mail to be matched",
    exists (select from messages where detected_at is null) as "mail to be looked through"`.execute(tx);
  return Object.entries(rows[0] ?? {}).flatMap(([what, waits]) => (waits ? [`${what} waits`] : []));
}

/** The last complaints of its log. */
export function lastWords(daemon: DaemonProcess): string {
  const complaints = daemon
    .log()
    .split('\n')
    .filter((line) => /"level":[456]0/.test(line));
  return complaints.slice(-3).join(' ') || 'no complaint';
}

/** Whether the daemon calls itself ready; false when it is silent. */
export async function isReady(daemon: DaemonProcess): Promise<boolean> {
  const answer = await fetch(`${daemon.url()}/ready`, { signal: AbortSignal.timeout(5000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.status === 200;
}
