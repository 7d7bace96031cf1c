import { setTimeout as sleep } from 'node:timers/promises';
import { type MovableClock, movableClock, systemClock } from '../../../src/lib/clock.ts';
import { sha256Hex } from '../../../src/lib/ids.ts';
import { createLog } from '../../../src/lib/log.ts';
import { openImapMailbox } from '../../../src/mailbox/imap/open-imap-mailbox.ts';
import type { Mailbox } from '../../../src/mailbox/mailbox.ts';
import { ARRIVAL_TIMEOUT_MS, createArrivalReader } from '../../../src/messages/log/arrival-reader.ts';
import { type BlobStore, openBlobStore } from '../../../src/messages/log/blob-store.ts';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import { watchMailboxes } from '../../../src/messages/watch/watch-mailboxes.ts';
import { createParsePool, type ParsePool } from '../../../src/messages/workers/parse-pool.ts';
import { brokenReading } from '../../support/broken-reading.ts';
import { waitUntil } from '../../support/network.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import { BAKERY } from '../../support/reading-fixture.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import type { World } from '../world.ts';
import { type DovecotAccount, dovecotAccount, type MailAccount, order, seedHistory } from './mail-account.ts';
import { type Flaws, watchNaively } from './naive-reader.ts';

const DAY = 86_400_000;
const NEIGHBOUR_MAILS = 5;
/** The neighbour's orders have other numbers, and so other contents. */
const NEIGHBOUR_ORDERS = 10_000;
/** A neighbour's new mail is read within this, whatever happens beside it. */
const NEIGHBOUR_MS = 10_000;

/** How a bakery's mail is read. */
export interface ReadingOptions {
  poll?: number;
  /** Folders beside INBOX; Sent unless told. */
  folders?: string[];
  batchMessages?: number;
  batchBytes?: number;
  maxMessageBytes?: number;
  /** Parses; the shared one unless told. */
  pool?: ParsePool;
  /** Stands between the reader and a connection to the account that suffers. */
  wrap?: (mailbox: Mailbox) => Mailbox;
  /** A reader with these flaws is put in the place of ours. */
  flaws?: Flaws | undefined;
}

/** Maryam's bakery: an account that suffers, and beside it, in the same process, a neighbour on a healthy server. */
export interface Bakery {
  database: TestDatabase;
  blobs: BlobStore;
  clock: MovableClock;
  account: MailAccount;
  neighbour: DovecotAccount;
  /** Contents that must be new mail, once each; all others must be history (INV5). */
  expectNew(...hashes: string[]): void;
  /** Of this mail only the headers are kept, as a new mail. */
  expectHeaders(raw: Buffer): void;
  /** Reads both accounts until `stop`. */
  start(options?: ReadingOptions): { stop: () => Promise<void> };
  /** What the reading said. */
  log(): string;
  /** Waits until nothing is wrong; throws with all that is. */
  settled(): Promise<void>;
  /** A mail to the neighbour is read at once. */
  neighbourReads(): Promise<void>;
  /** The row of the account that suffers. */
  mailbox(): Promise<{ failure_class: string | null; failure_message: string | null; retry_at: Date | null }>;
}

export async function openBakery(world: World, account: MailAccount): Promise<Bakery> {
  const database = await world.parts.database();
  world.defer(() => database.close());
  const folder = temporaryFolder('faults', { inMemory: true });
  world.defer(() => removeFolder(folder));
  const neighbour = dovecotAccount(await world.parts.dovecot(), 'neighbour');
  seedHistory(neighbour, NEIGHBOUR_MAILS, 'INBOX', NEIGHBOUR_ORDERS);
  const blobs = openBlobStore(folder);
  const clock = movableClock(systemClock);
  const said: string[] = [];
  let neighbourMails = NEIGHBOUR_MAILS;
  const fresh = new Map<string, Set<string>>([
    [account.name, new Set()],
    [neighbour.name, new Set()],
  ]);

  const problems = () => allProblems(database, blobs, [account, neighbour], fresh, said);
  return {
    database,
    blobs,
    clock,
    account,
    neighbour,
    expectNew: (...hashes) => {
      for (const hash of hashes) fresh.get(account.name)?.add(hash);
    },
    expectHeaders(raw) {
      const head = raw.subarray(0, raw.indexOf('\r\n\r\n') + 4);
      fresh.get(account.name)?.add(sha256Hex(head));
    },
    start(options = {}) {
      const parts = { database, blobs, clock, accounts: [account, neighbour], said };
      const reading = options.flaws ? readNaively(parts, options.flaws) : read(world, parts, options);
      world.defer(reading.stop);
      return reading;
    },
    log: () => said.join(''),
    async settled() {
      let wrong: string[] = [];
      const well = async () => {
        wrong = await problems();
        return wrong.length === 0;
      };
      await waitUntil(well, { timeoutMs: world.patienceMs, everyMs: 150 }).catch((error: unknown) => {
        throw new Error(wrong.slice(0, MOST_SHOWN).join('; ') || String(error));
      });
    },
    async neighbourReads() {
      const begun = () =>
        database.inside((tx) =>
          tx
            .selectFrom('cursors as c')
            .innerJoin('folders as f', 'f.id', 'c.folder_id')
            .innerJoin('mailboxes as m', 'm.id', 'f.mailbox_id')
            .select('epoch')
            .where('m.name', '=', neighbour.name)
            .where('f.path', '=', 'INBOX')
            .executeTakeFirst(),
        );
      // What is there at the first look is history.
      await waitUntil(begun, { what: 'the first look at the neighbour' });
      const hash = neighbour.save(order(NEIGHBOUR_ORDERS + ++neighbourMails));
      fresh.get(neighbour.name)?.add(hash);
      const there = () =>
        database.inside((tx) =>
          tx.selectFrom('locations').select('uid').where('content_hash', '=', hash).executeTakeFirst(),
        );
      await waitUntil(there, { timeoutMs: NEIGHBOUR_MS, everyMs: 30, what: "a neighbour's new mail" });
    },
    mailbox: () =>
      database.inside((tx) =>
        tx
          .selectFrom('mailboxes')
          .select(['failure_class', 'failure_message', 'retry_at'])
          .where('name', '=', account.name)
          .executeTakeFirstOrThrow(),
      ),
  };
}

const MOST_SHOWN = 6;

interface Parts {
  database: TestDatabase;
  blobs: BlobStore;
  clock: MovableClock;
  accounts: readonly MailAccount[];
  said: string[];
}

function read(
  world: World,
  { database, blobs, clock, accounts, said }: Parts,
  options: ReadingOptions,
): { stop: () => Promise<void> } {
  const { db, businessId } = database;
  const stopping = new AbortController();
  const pool = options.pool ?? world.parts.pool();
  // As in the daemon: on its way in a mail is given little time.
  const arrivals = options.pool ?? createParsePool({ timeoutMs: ARRIVAL_TIMEOUT_MS });
  const maxMessageBytes = options.maxMessageBytes ?? 1_000_000;
  const [suffering] = accounts;
  const watching = watchMailboxes({
    db,
    businessId,
    mailboxes: accounts.map(({ name, port, user, password }) => ({
      name,
      address: `${name}@bakery.example`,
      historySince: 365 * DAY,
      imap: { host: '127.0.0.1', port, security: 'none' as const, user, password },
      ...(options.folders && name === suffering?.name ? { folders: options.folders } : {}),
    })),
    reading: {
      poll: options.poll ?? 2000,
      batchMessages: options.batchMessages ?? 20,
      batchBytes: options.batchBytes ?? 8_000_000,
      maxMessageBytes,
      idleConnections: 2,
      pollConnections: 2,
    },
    connect: async (settings, signal) => {
      const mailbox = await openImapMailbox(settings, { compress: false, maxMessageBytes }, signal);
      return settings.name === suffering?.name && options.wrap ? options.wrap(mailbox) : mailbox;
    },
    readerOf: () => createArrivalReader({ pool: arrivals, blobs, own: BAKERY, trustedServers: [] }),
    blobs,
    clock,
    log: createLog('debug', { write: (line) => said.push(line) }),
    onNewMail: () => {},
    onProgress: () => {},
    signal: stopping.signal,
  });
  const stage = readStage({ database, blobs, clock, pool, said }, stopping.signal);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    await Promise.all([watching, stage]);
    if (!options.pool) await arrivals.close();
  };
  return { stop: () => (stopped ??= stop()) };
}

/** The stage `readMessages`, again and again, as the daemon's lane calls it. */
async function readStage(
  {
    database,
    blobs,
    clock,
    pool,
    said,
  }: Pick<Parts, 'database' | 'blobs' | 'clock' | 'said'> & { pool: ParsePool },
  signal: AbortSignal,
): Promise<void> {
  const { db, businessId } = database;
  while (!signal.aborted) {
    const options = { db, businessId, pool, blobs, own: BAKERY, authservIds: new Map(), limit: 100 };
    const { more } = await readMessages({ ...options, now: await clock.now() }).catch((error: unknown) => {
      said.push(`the stage failed: ${String(error)}\n`);
      return { more: false };
    });
    if (!more) await sleep(100);
  }
}

function readNaively(
  { database, blobs, accounts }: Parts,
  flaws: Flaws,
): {
  stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const ended = watchNaively({ database, blobs, accounts, flaws, signal: stopping.signal });
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function allProblems(
  database: TestDatabase,
  blobs: BlobStore,
  accounts: readonly MailAccount[],
  fresh: ReadonlyMap<string, ReadonlySet<string>>,
  said: readonly string[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const account of accounts) {
    for (const folder of account.folders) {
      const truth = account.truth(folder);
      wrong.push(
        ...(await database.inside((tx) =>
          brokenReading(tx, { mailbox: account.name, folder }, truth, blobs),
        )),
      );
    }
    wrong.push(...(await wronglyNew(database, account.name, fresh.get(account.name) ?? new Set())));
    wrong.push(...account.touched());
    if (said.some((line) => line.includes(account.password))) wrong.push('a password is in the log');
  }
  if (said.some((line) => line.includes('Barbari'))) wrong.push('what people wrote is in the log');
  return wrong;
}

/** INV5 begins here: what is new may act, once; what is history never does. */
async function wronglyNew(
  database: TestDatabase,
  mailbox: string,
  expected: ReadonlySet<string>,
): Promise<string[]> {
  const rows = await database.inside((tx) =>
    tx
      .selectFrom('raw_messages as r')
      .innerJoin('mailboxes as m', 'm.id', 'r.mailbox_id')
      .select('content_hash')
      .where('m.name', '=', mailbox)
      .where('arrival', '=', 'new')
      .execute(),
  );
  const found = new Set(rows.map(({ content_hash }) => content_hash));
  const missing = [...expected].filter((hash) => !found.has(hash));
  const surplus = [...found].filter((hash) => !expected.has(hash));
  return [
    ...(missing.length > 0 ? [`${mailbox}: ${missing.length} new mails are not there as new`] : []),
    ...(surplus.length > 0 ? [`${mailbox}: ${surplus.length} mails are taken for new and are not`] : []),
  ];
}
