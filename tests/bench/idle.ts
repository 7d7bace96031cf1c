import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { endedChildrenMsOf, processorMsOf, processTree } from '../support/processes.ts';
import { startBenchDaemon } from './bench-daemon.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { startIdleClients } from './idle-client.ts';
import { atMost } from './report.ts';
import type { TableReport } from './table-report.ts';

/**
 * What waiting costs: `messages` mailboxes (that option counts mailboxes here) on one Dovecot, in which nothing happens, in one
 * daemon with its usual settings; the same with one mailbox, and the floor, as many bare imapflow clients that idle. Over
 * a window of one poll, in which each mailbox is looked at once.
 */
export async function benchIdle(
  { messages: mailboxes }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const dovecot = await startDovecot({ inMemory: true, extra: MANY_LOGINS });
  const database = await startBenchDatabase(async () => {}, PRELOAD);
  const users = Array.from({ length: mailboxes + 1 }, (_, at) => `branch${at + 1}@bakery.example`);
  for (const user of users) dovecot.saveMail(user, 'INBOX', LETTER);
  try {
    say(`floor: ${mailboxes} bare clients that idle`);
    const floor = await measureFloor(dovecot, users.slice(1));
    say('Wafa, one mailbox');
    const one = await measureWafa(dovecot, database, users.slice(0, 1), say);
    say(`Wafa, ${mailboxes + 1} mailboxes`);
    const many = await measureWafa(dovecot, database, users, say);
    const perMailbox = (many.memory - one.memory) / mailboxes;
    return {
      bench: 'idle',
      setting: `${mailboxes} idle mailboxes, over ${WINDOW_MS / 1000} s; percent of one core`,
      columns: ['', 'core %', 'Postgres %', 'Dovecot %', 'statements/min', 'memory MB', 'kB a mailbox'],
      rows: [
        ['bare clients', floor.core, 0, floor.dovecot, 0, floor.memory / 1e6, floor.perClient / 1e3],
        ['Wafa, 1 mailbox', one.core, one.postgres, one.dovecot, one.statements, one.memory / 1e6, ''],
        [
          `Wafa, ${mailboxes + 1} mailboxes`,
          many.core,
          many.postgres,
          many.dovecot,
          many.statements,
          many.memory / 1e6,
          perMailbox / 1e3,
        ],
      ],
      goals: [
        atMost('% of a core', 1, many.core),
        atMost('MB a mailbox', 1, perMailbox / 1e6),
        atMost('MB a mailbox, at its most', 1, (many.peak - one.peak) / mailboxes / 1e6),
      ],
      notes: [
        `of the floor: ${(many.core / floor.core).toFixed(1)} times its processor time; one mailbox alone takes ${one.core.toFixed(2)} %`,
        `threads of Wafa: ${many.threads.join(', ')}`,
        `statements, most first: ${many.busiest.join('; ')}`,
      ],
    };
  } finally {
    await database.stop();
    await dovecot.stop();
  }
}

/** The usual poll is two minutes; what happens less often (a list of folders, reconciling) is seen once or not at all. */
const WINDOW_MS = 120_000;
/** After the first look at all mailboxes, until what it left behind is cleared away. */
const SETTLE_MS = 20_000;
const PRELOAD = ['shared_preload_libraries = pg_stat_statements'];
const MANY_LOGINS = [
  'service imap-login {',
  '  process_min_avail = 1',
  '  service_count = 0',
  '}',
  'service imap {',
  '  process_limit = 1000',
  '}',
  'default_client_limit = 4000',
];
const LETTER =
  'From: Karim <karim@workshop.example>\r\nTo: Maryam <orders@bakery.example>\r\nSubject: Bread\r\nMessage-ID: <bread@workshop.example>\r\n\r\nThe bread was good.\r\n';

async function measureFloor(dovecot: Dovecot, users: readonly string[]) {
  const single = await startIdleClients(dovecot.port, dovecot.password, users.slice(0, 1));
  await sleep(1000);
  const alone = single.memory();
  await single.stop();
  const clients = await startIdleClients(dovecot.port, dovecot.password, users);
  try {
    await sleep(SETTLE_MS / 4);
    const used = await overWindow({
      self: () => clients.processorMs(),
      dovecot: () => treeMs(dovecot.pid()),
    });
    const memory = clients.memory();
    return {
      core: used.self,
      dovecot: used.dovecot,
      memory,
      perClient: (memory - alone) / (users.length - 1),
    };
  } finally {
    await clients.stop();
  }
}

async function measureWafa(
  dovecot: Dovecot,
  database: BenchDatabase,
  users: readonly string[],
  say: (line: string) => void,
) {
  await database.renew();
  const asking = new Client({ connectionString: database.url });
  await asking.connect();
  await asking.query('create extension pg_stat_statements');
  const mailboxes = users.map((user) => ({ user, port: dovecot.port, password: dovecot.password }));
  const daemon = await startBenchDaemon({
    databaseUrl: database.url,
    mailboxes,
    reading: { idleConnections: users.length },
    sampleMemoryMs: 5000,
  });
  try {
    await waitUntil(() => allSeen(asking, users.length), {
      timeoutMs: 400_000,
      everyMs: 500,
      what: `all mailboxes to be read; the daemon said: ${daemon.output()}`,
    });
    await sleep(SETTLE_MS);
    daemon.takePeakMemory();
    await asking.query('select pg_stat_statements_reset()');
    const threadsBefore = daemon.processorMsByThread();
    const used = await overWindow({
      self: () => daemon.processorMs(),
      postgres: () => treeMs(database.cluster.pid()),
      dovecot: () => treeMs(dovecot.pid()),
    });
    const threads = [...daemon.processorMsByThread()]
      .map(([name, ms]) => ({ name, ms: ms - (threadsBefore.get(name) ?? 0) }))
      .filter(({ ms }) => ms > 0)
      .toSorted((a, b) => b.ms - a.ms)
      .map(({ name, ms }) => `${name} ${((ms * 100) / WINDOW_MS).toFixed(2)} %`);
    const { statements, busiest } = await statementsOf(asking);
    if (daemon.output().includes('"level":"warn"')) say(`the daemon said: ${daemon.output()}`);
    return {
      core: used.self,
      postgres: used.postgres,
      dovecot: used.dovecot,
      statements,
      busiest,
      threads,
      memory: daemon.memory(),
      peak: daemon.takePeakMemory(),
    };
  } finally {
    await daemon.stop();
    await asking.end();
  }
}

/** All read once, held against the server, and looked through: what is done at the first two polls alone is over. */
async function allSeen(client: Client, count: number): Promise<boolean> {
  const { rows } = await client.query<{ seen: number }>(
    `select count(*)::int as seen from mailboxes where last_ok_sync_at is not null
     and not exists (select from cursors where history_done_at is null or reconciled_at is null)
     and not exists (select from messages where detected_at is null)`,
  );
  return rows[0]?.seen === count;
}

/** Percent of a core that each used over the window. */
async function overWindow<Name extends string>(
  readers: Record<Name, () => number>,
): Promise<Record<Name, number>> {
  const names = Object.keys(readers) as Name[];
  const before = new Map(names.map((name) => [name, readers[name]()]));
  const began = performance.now();
  await sleep(WINDOW_MS);
  const lasted = performance.now() - began;
  const percent = (name: Name) => ((readers[name]() - (before.get(name) ?? 0)) / lasted) * 100;
  return Object.fromEntries(names.map((name) => [name, Math.max(0, percent(name))])) as Record<Name, number>;
}

/** Of a server and its processes, those that ended too. */
function treeMs(pid: number): number {
  return processTree(pid).reduce((sum, one) => sum + processorMsOf(one), endedChildrenMsOf(pid));
}

async function statementsOf(client: Client): Promise<{ statements: number; busiest: string[] }> {
  const { rows } = await client.query<{ query: string; calls: number; ms: number }>(
    `select query, calls::int as calls, (total_exec_time + total_plan_time) as ms from pg_stat_statements
     where query not like '%pg_stat_statements%' order by calls desc`,
  );
  const minutes = WINDOW_MS / 60_000;
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const busiest = rows
    .slice(0, MOST_STATEMENTS)
    .map(
      (row) => `${(row.calls / minutes).toFixed(0)}/min ${row.query.replaceAll(/\s+/g, ' ').slice(0, 60)}`,
    );
  return { statements: Math.round(calls / minutes), busiest };
}

const MOST_STATEMENTS = 12;
