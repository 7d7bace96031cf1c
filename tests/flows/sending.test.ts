import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { enqueueEmail } from '../../src/outbox/enqueue.ts';
import { countOutbox } from '../../src/outbox/list-outbox.ts';
import { pauseSending, resumeSending } from '../../src/outbox/pause.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { type FaultyServers, startFaultyServers } from '../outbox/faulty-servers.ts';
import { draftTo, KEY } from '../outbox/outbox-fixture.ts';
import type { WorkerOrders } from '../outbox/sending-worker.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { checkOutgoing } from '../support/invariants-outgoing.ts';

const SEED = Number(process.env['TEST_SEED'] ?? 20_260_310);
const FAULTED_SHARE = 0.45;
const WORKERS = 3;
const LEASE_MS = 2500;
const MAX_RUN_MS = 70_000;

let database: TestDatabase;
let servers: FaultyServers;
let crew: Crew;

afterEach(async () => {
  crew.stop();
  await servers.stop();
  await database.close();
});

describe('sending by three processes that are killed, stopped and cut off', () => {
  it(
    'hands 300 mails over at most once each and calls none sent or failed wrongly',
    async () => {
      const mailboxId = await start('wafa', 300);
      const random = seeded(SEED);
      const begun = Date.now();
      for (let step = 0; Date.now() - begun < MAX_RUN_MS && !(await isSettled()); step++) {
        await disturb(step, random);
        await wait(150);
      }
      crew.calm();
      await until(isSettled, MAX_RUN_MS);
      crew.stop();
      const problems = await database.inside((tx) => checkOutgoing(tx, servers.accepted()));
      expect({ seed: SEED, problems }).toEqual({ seed: SEED, problems: [] });

      const counts = await database.inside((tx) => countOutbox(tx));
      const { all, faulted } = servers.connections();
      console.log(JSON.stringify({ seed: SEED, mailboxId, counts, connections: all, faulted, ...crew.harm }));
      expect(counts.sent).toBeGreaterThan(150);
      expect(faulted / all).toBeGreaterThan(0.35);
      expect(crew.harm.killed).toBeGreaterThan(3);
      expect(crew.harm.stopped).toBeGreaterThan(1);
    },
    3 * MAX_RUN_MS,
  );

  it('and the checker catches the usual lease-and-retry sender under the same treatment', async () => {
    await start('naive', 150);
    const random = seeded(SEED);
    const begun = Date.now();
    for (let step = 0; Date.now() - begun < 15_000; step++) {
      if (step % 8 === 3) await crew.kill(random);
      await wait(150);
    }
    crew.stop();
    const problems = await database.inside((tx) => checkOutgoing(tx, servers.accepted()));
    const duplicates = problems.filter((problem) => problem.startsWith('INV1'));
    console.log(JSON.stringify({ naive: { duplicates: duplicates.length, problems: problems.length } }));
    expect(duplicates.length).toBeGreaterThan(5);
  }, 60_000);
});

async function start(kind: WorkerOrders['kind'], mails: number): Promise<string> {
  database = await testDatabase('postgres');
  servers = await startFaultyServers(FAULTED_SHARE, seeded(SEED));
  const mailboxId = newId();
  const { businessId, url = '' } = database;
  const identity = {
    businessId,
    mailboxId,
    from: { name: "Maryam's Bakery", address: 'maryam@bakery.example' },
    verp: 'plus' as const,
    publicUrl: 'https://mail.bakery.example',
    key: KEY,
  };
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 1000 * 86_400_000);
  await database.inside(async (tx) => {
    await tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'main', address: 'maryam@bakery.example' })
      .execute();
    for (let number = 0; number < mails; number++) {
      const mailClass = number % 2 === 0 ? 'marketing' : 'transactional';
      await enqueueEmail(
        tx,
        draftTo(`customer-${number}`, { class: mailClass, dueAt: now, expiresAt }),
        identity,
        now,
      );
    }
  });
  crew = new Crew({ kind, url, businessId, mailboxId, port: servers.port, leaseMs: LEASE_MS });
  return mailboxId;
}

/** One harm at a time, in turn. */
async function disturb(step: number, random: () => number): Promise<void> {
  if (step % 4 === 1) await crew.kill(random);
  if (step % 7 === 3) crew.stopForAWhile(random);
  if (step % 6 === 2) await cutDatabaseConnections();
  if (step % 5 === 4) {
    const canonical = `customer-${Math.floor(random() * 300)}@customers.example`;
    await database.inside((tx) =>
      suppress(tx, { canonical, scope: 'marketing', reason: 'unsubscribed', source: 'one-click' }),
    );
  }
  if (step % 15 === 8) {
    await database.inside((tx) => pauseSending(tx, 'wrong price', 'Maryam'));
    await wait(200);
    await database.inside((tx) => resumeSending(tx, 'Maryam', new Date()));
  }
}

async function cutDatabaseConnections(): Promise<void> {
  const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5 limit 4`.execute(
    database.db,
  );
  crew.harm.cut += rows.length;
}

/** Everything has come to an end, or to a state that only a person may change. */
async function isSettled(): Promise<boolean> {
  const counts = await database.inside((tx) => countOutbox(tx));
  return !counts.queued && !counts.claimed && !counts.transmitting;
}

async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end && !(await condition())) await wait(100);
}

/** The worker processes, and what was done to them. */
class Crew {
  readonly harm = { killed: 0, stopped: 0, cut: 0 };
  readonly #orders: WorkerOrders;
  readonly #workers: ChildProcess[] = [];
  readonly #asleep = new Map<ChildProcess, NodeJS.Timeout>();

  constructor(orders: WorkerOrders) {
    this.#orders = orders;
    for (let number = 0; number < WORKERS; number++) this.#workers.push(this.#spawn());
  }

  async kill(random: () => number): Promise<void> {
    const index = Math.floor(random() * this.#workers.length);
    const victim = this.#workers[index];
    if (!victim || this.#asleep.has(victim)) return;
    this.harm.killed++;
    await end(victim);
    this.#workers[index] = this.#spawn();
  }

  /** SIGSTOP for longer than its lease and its grace, then on as if nothing had been. */
  stopForAWhile(random: () => number): void {
    const victim = this.#workers[Math.floor(random() * this.#workers.length)];
    if (!victim || this.#asleep.has(victim)) return;
    this.harm.stopped++;
    victim.kill('SIGSTOP');
    this.#asleep.set(
      victim,
      setTimeout(() => this.#wake(victim), LEASE_MS + 1500),
    );
  }

  calm(): void {
    for (const sleeper of this.#asleep.keys()) this.#wake(sleeper);
  }

  stop(): void {
    this.calm();
    for (const worker of this.#workers.splice(0)) worker.kill('SIGKILL');
  }

  #wake(sleeper: ChildProcess): void {
    clearTimeout(this.#asleep.get(sleeper));
    this.#asleep.delete(sleeper);
    sleeper.kill('SIGCONT');
  }

  #spawn(): ChildProcess {
    const script = new URL('../outbox/sending-worker.ts', import.meta.url).pathname;
    return spawn(process.execPath, [script, JSON.stringify(this.#orders)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
}

function end(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return ended;
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
