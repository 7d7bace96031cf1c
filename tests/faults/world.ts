import { createParsePool, type ParsePool } from '../../src/messages/workers/parse-pool.ts';
import { seededRandom } from '../bench/random.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { postgresBusiness, type TestDatabase } from '../support/postgres-business.ts';
import { makePostgresTemplate } from '../support/postgres-template.ts';

/** What was asked for on the command line. */
export interface FaultOptions {
  seed: number;
  /** The sizes of the matrix, however long they take. */
  full: boolean;
  /** Programs that count as missing, so that one can see what happens then. */
  without: readonly string[];
}

/** Servers that all cases share, each started when it is first asked for. */
export interface SharedParts {
  dovecot(): Promise<Dovecot>;
  database(): Promise<TestDatabase>;
  pool(): ParsePool;
  close(): Promise<void>;
}

/** What one case has to do with. */
export interface World extends FaultOptions {
  /** From 0 up to 1, the same for the same seed and case. */
  random: () => number;
  parts: SharedParts;
  /** Milliseconds that a case waits for an end that should come; short where a broken program is to be caught. */
  patienceMs: number;
  /** Undone after the case, the last one first. */
  defer(undo: () => unknown): void;
}

export function sharedParts(): SharedParts {
  const closers: (() => Promise<unknown>)[] = [];
  let dovecot: Promise<Dovecot> | undefined;
  let template: ReturnType<typeof makePostgresTemplate> | undefined;
  let pool: ParsePool | undefined;
  return {
    dovecot() {
      if (!dovecot) {
        // Its kernel may be out of watches for files, with other servers beside it: then it looks every half minute.
        dovecot = startDovecot({ extra: ['mailbox_idle_check_interval = 2 secs'] });
        closers.push(async () => (await dovecot)?.stop());
      }
      return dovecot;
    },
    async database() {
      if (!template) {
        template = makePostgresTemplate(process.env['TEST_DATABASE_URL']);
        closers.push(async () => (await template)?.remove());
      }
      return postgresBusiness(await template);
    },
    pool() {
      if (!pool) {
        const made = createParsePool();
        pool = made;
        closers.push(() => made.close());
      }
      return pool;
    },
    async close() {
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closer().catch(() => {});
    },
  };
}

/** The world of one case, and what takes it down again. */
export function openWorld(
  options: FaultOptions,
  parts: SharedParts,
  caseId: string,
  patienceMs: number,
): { world: World; close: () => Promise<void> } {
  const undoing: (() => unknown)[] = [];
  const salt = Buffer.from(caseId).reduce((sum, letter) => sum * 31 + letter, 7);
  return {
    world: {
      ...options,
      random: seededRandom(options.seed ^ salt),
      parts,
      patienceMs,
      defer: (undo) => void undoing.push(undo),
    },
    async close() {
      for (let undo = undoing.pop(); undo; undo = undoing.pop()) await undo();
    },
  };
}
