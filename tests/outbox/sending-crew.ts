import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { enqueueEmails } from '../../src/outbox/enqueue.ts';
import { countOutbox } from '../../src/outbox/list-outbox.ts';
import { pauseSending, resumeSending } from '../../src/outbox/pause.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { checkOutgoing } from '../support/invariants-outgoing.ts';
import type { TestDatabase } from '../support/postgres-business.ts';
import { startFaultyServers } from './faulty-servers.ts';
import { draftTo, openOutbox } from './outbox-fixture.ts';
import type { WorkerOrders } from './sending-worker.ts';

const WORKERS = 3;
const FAULTED_SHARE = 0.45;
const LEASE_MS = 2500;
const STEP_MS = 150;
const DAY_MS = 86_400_000;

export interface CrewOptions {
  kind: WorkerOrders['kind'];
  mails: number;
  random: () => number;
  /** Harm is done for so long at most; what does not come to its end in as long again is left where it is. */
  harmMs: number;
}

export interface CrewReport {
  /** What does not hold at the end. */
  problems: string[];
  counts: Partial<Record<string, number>>;
  connections: { all: number; faulted: number };
  harm: { killed: number; stopped: number; cut: number };
}

/**
 * Three worker processes send to servers of which many misbehave, while they are killed, stopped for longer than their lease and
 * cut off from the database, people unsubscribe and sending is paused. Then the harm ends, and everything comes to its end.
 */
export async function sendUnderHarm(database: TestDatabase, options: CrewOptions): Promise<CrewReport> {
  const { kind, mails, random, harmMs } = options;
  const servers = await startFaultyServers(FAULTED_SHARE, random);
  const mailboxId = await fill(database, mails);
  const { businessId, url = '' } = database;
  const crew = new Crew({ kind, url, businessId, mailboxId, port: servers.port, leaseMs: LEASE_MS });
  const settled = () => isSettled(database);
  try {
    const begun = Date.now();
    for (let step = 0; Date.now() - begun < harmMs; step++) {
      if (kind === 'naive') {
        if (duplicatesOf(servers.accepted()) >= ENOUGH_DUPLICATES) break;
        if (step % 20 === 19) await crew.kill(random);
      } else if (await settled()) break;
      else await disturb(database, crew, { step, random, mails });
      await wait(STEP_MS);
    }
    crew.calm();
    if (kind === 'wafa') await until(settled, harmMs);
    crew.stop();
    const problems = await database.inside((tx) => checkOutgoing(tx, servers.accepted()));
    if (kind === 'wafa' && !(await settled())) problems.push('INV10 it does not come to its end');
    const counts = await database.inside((tx) => countOutbox(tx));
    return { problems, counts, connections: servers.connections(), harm: crew.harm };
  } finally {
    crew.stop();
    await servers.stop();
  }
}

function duplicatesOf(accepted: ReadonlyMap<string, number>): number {
  return [...accepted.values()].filter((copies) => copies > 1).length;
}

/** So many of a naive sender are proof, and more only take time. */
const ENOUGH_DUPLICATES = 20;

async function fill(database: TestDatabase, mails: number): Promise<string> {
  const outbox = await openOutbox(database);
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 1000 * DAY_MS);
  const drafts = Array.from({ length: mails }, (_, number) => {
    const mailClass = number % 2 === 0 ? 'marketing' : 'transactional';
    return draftTo(`customer-${number}`, { class: mailClass, dueAt: now, expiresAt });
  });
  await database.inside((tx) => enqueueEmails(tx, drafts, outbox.identity, now));
  return outbox.mailboxId;
}

/** One harm at a time, in turn. */
async function disturb(
  database: TestDatabase,
  crew: Crew,
  { step, random, mails }: { step: number; random: () => number; mails: number },
): Promise<void> {
  if (step % 4 === 1) await crew.kill(random);
  if (step % 7 === 3) crew.stopForAWhile(random);
  if (step % 6 === 2) crew.harm.cut += await cutDatabaseConnections(database);
  if (step % 5 === 4) {
    const canonical = `customer-${Math.floor(random() * mails)}@customers.example`;
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

async function cutDatabaseConnections({ db }: TestDatabase): Promise<number> {
  const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5 limit 4`.execute(db);
  return rows.length;
}

/** Everything has come to an end, or to a state that only a person may change. A cut connection is no answer. */
async function isSettled(database: TestDatabase): Promise<boolean> {
  const counts = await database.inside((tx) => countOutbox(tx)).catch(() => undefined);
  return counts !== undefined && !counts.queued && !counts.claimed && !counts.transmitting;
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
    for (let number = 0; number < WORKERS; number++) this.#workers.push(startWorker(orders));
  }

  async kill(random: () => number): Promise<void> {
    const index = Math.floor(random() * this.#workers.length);
    const victim = this.#workers[index];
    if (!victim || this.#asleep.has(victim)) return;
    this.harm.killed++;
    await end(victim, 'SIGKILL');
    this.#workers[index] = startWorker(this.#orders);
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
}

/** A process of its own that sends as it is told. */
export function startWorker(orders: WorkerOrders): ChildProcess {
  const script = new URL('./sending-worker.ts', import.meta.url).pathname;
  return spawn(process.execPath, [script, JSON.stringify(orders)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Resolves once it is over. */
export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return ended;
}
