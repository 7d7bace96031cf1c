import { type MovableClock, movableClock, systemClock } from '../../../src/lib/clock.ts';
import { sha256Hex } from '../../../src/lib/ids.ts';
import { type BlobStore, openBlobStore } from '../../../src/messages/log/blob-store.ts';
import { waitUntil } from '../../support/network.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import type { World } from '../world.ts';
import { bakeryProblems } from './bakery-problems.ts';
import { type DovecotAccount, dovecotAccount, type MailAccount, order, seedHistory } from './mail-account.ts';
import { type ReadingOptions, readAccounts } from './read-accounts.ts';

const NEIGHBOUR_MAILS = 5;
/** The neighbour's orders have other numbers, and so other contents. */
const NEIGHBOUR_ORDERS = 10_000;
/** A neighbour's new mail is read within this, whatever happens beside it. */
const NEIGHBOUR_MS = 20_000;

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

  const problems = () => bakeryProblems(database, blobs, [account, neighbour], fresh, said);
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
      const reading = readAccounts(world, parts, options);
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
      // Whoever idles is told of a file at once when another process of the server sees it too.
      neighbour.truth('INBOX');
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
