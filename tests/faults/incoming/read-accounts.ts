import { setTimeout as sleep } from 'node:timers/promises';
import type { MovableClock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { openImapMailbox } from '../../../src/mailbox/imap/open-imap-mailbox.ts';
import type { Mailbox } from '../../../src/mailbox/mailbox.ts';
import { ARRIVAL_TIMEOUT_MS, createArrivalReader } from '../../../src/messages/log/arrival-reader.ts';
import type { BlobStore } from '../../../src/messages/log/blob-store.ts';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import { watchMailboxes } from '../../../src/messages/watch/watch-mailboxes.ts';
import { createParsePool, type ParsePool } from '../../../src/messages/workers/parse-pool.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import { BAKERY } from '../../support/reading-fixture.ts';
import type { World } from '../world.ts';
import type { MailAccount } from './mail-account.ts';
import { type Flaws, watchNaively } from './naive-reader.ts';

const DAY = 86_400_000;

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

interface ReadingParts {
  database: TestDatabase;
  blobs: BlobStore;
  clock: MovableClock;
  /** The first one is the one that suffers. */
  accounts: readonly MailAccount[];
  said: string[];
}

/** Reads all accounts in this process until `stop`, as the daemon does, and what is left to the stage as well. */
export function readAccounts(
  world: World,
  parts: ReadingParts,
  options: ReadingOptions,
): { stop: () => Promise<void> } {
  return options.flaws ? readNaively(parts, options.flaws) : read(world, parts, options);
}

function read(
  world: World,
  { database, blobs, clock, accounts, said }: ReadingParts,
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
  }: Pick<ReadingParts, 'database' | 'blobs' | 'clock' | 'said'> & { pool: ParsePool },
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
  { database, blobs, accounts }: ReadingParts,
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
