import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { type HostileMail, hostileMails } from '../support/hostile-mail.ts';
import { waitUntil } from '../support/network.ts';
import { startBenchDaemon } from './bench-daemon.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { watchCommits } from './commit-times.ts';
import { type Delays, delaysOf } from './percentiles.ts';
import { atMost } from './report.ts';
import type { TableReport } from './table-report.ts';

/**
 * Mails of hostile sizes, each to a fresh daemon: how long from the moment it lies in the mailbox until it is read, its
 * headers are, or it is in quarantine; the most memory of the whole daemon, all its threads, above what it had before;
 * and how long its neighbours wait meanwhile, mails that come to the same mailbox and to another, four a second.
 * `messages` is the size of the large mails in MB. The first row is the same without a hostile mail.
 */
export async function benchHostile(
  { messages: megabytes }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const dovecot = await startDovecot({ inMemory: true });
  const database = await startBenchDatabase();
  const only = process.env['BENCH_ONLY'];
  const mails = hostileMails({ size: megabytes * 1e6 }).filter(
    ({ id }) => only === undefined || id.includes(only),
  );
  const large = megabytes * 1e6 * 2;
  const [first] = mails;
  try {
    say('floor: no hostile mail');
    const floor = await measureOne(dovecot, database, undefined, large);
    const results: (Result & { name: string })[] = [];
    if (first) {
      say(`${first.name}, usual settings`);
      results.push({
        name: `${first.name}, usual settings`,
        ...(await measureOne(dovecot, database, first)),
      });
    }
    for (const mail of mails) {
      say(mail.name);
      results.push({ name: mail.name, ...(await measureOne(dovecot, database, mail, large)) });
    }
    const most = (pick: (result: Result) => number) => Math.max(...results.map(pick));
    return {
      bench: 'hostile',
      setting:
        'each to a fresh daemon; seconds after it lies in the mailbox, memory of all threads above the base',
      columns: ['', 'became', 's', 'above base MB', 'base MB', 'neighbours', 'p50 ms', 'max ms'],
      rows: [{ name: 'no hostile mail', ...floor }, ...results].map((result) => [
        result.name,
        result.became,
        result.seconds,
        result.above / 1e6,
        result.base / 1e6,
        result.neighbours.count,
        result.neighbours.p50,
        result.neighbours.max,
      ]),
      goals: [
        atMost(
          's until it is read or in quarantine',
          30,
          most(({ seconds }) => seconds),
        ),
        atMost(
          'MB above the base',
          256,
          most(({ above }) => above / 1e6),
        ),
        atMost(
          's until a neighbour is seen',
          5,
          most(({ neighbours }) => neighbours.max / 1000),
        ),
      ],
      notes: results.map(({ name, reason }) => `${name}: ${reason}`),
    };
  } finally {
    await database.stop();
    await dovecot.stop();
  }
}

interface Result {
  became: string;
  reason: string;
  seconds: number;
  /** Octets. */
  base: number;
  above: number;
  neighbours: Delays;
}

const NEIGHBOURS_BEFORE = 4;
const NEIGHBOURS_AFTER = 8;
const NEIGHBOUR_EVERY_MS = 250;
const WARM_UP = 30;
const SETTLE_MS = 4000;
const START_PATIENCE_MS = 60_000;
const PATIENCE_MS = 240_000;

/** `largest`: what `reading.maxMessageBytes` is set to; the usual setting when left out. */
async function measureOne(
  dovecot: Dovecot,
  database: BenchDatabase,
  mail: HostileMail | undefined,
  largest?: number,
): Promise<Result> {
  await database.renew();
  const users = ['target', 'neighbour'].map(
    (name) => `${name}-${mail?.id.split('@')[0] ?? 'none'}-${largest ?? 'usual'}`,
  );
  const [target = ''] = users;
  for (const user of users) dovecot.append(`${user}@bakery.example`, 'INBOX', letter('first'));
  const commits = await watchCommits(database.url);
  const asking = new Client({ connectionString: database.url });
  asking.on('error', () => {});
  await asking.connect();
  const daemon = await startBenchDaemon({
    databaseUrl: database.url,
    mailboxes: users.map((user) => ({
      user: `${user}@bakery.example`,
      port: dovecot.port,
      password: dovecot.password,
    })),
    ...(largest === undefined ? {} : { reading: { maxMessageBytes: largest } }),
  });
  const seen = commits.at('signals');
  const delivered = new Map<string, number>();
  const deliver = async (id: string, at: number) => {
    const user = `${users[at % users.length] ?? target}@bakery.example`;
    await dovecot.deliver(user, letter(id));
    return Number(process.hrtime.bigint()) / 1e6;
  };
  try {
    for (let number = 0; number < WARM_UP; number++) await deliver(`warm-up-${number}`, number);
    await waitUntil(() => seen.has(`warm-up-${WARM_UP - 1}@mill.example`), {
      timeoutMs: START_PATIENCE_MS,
      what: `the mails before it; ${seen.size} are seen, and the daemon said: ${daemon.output()}`,
    });
    await sleep(SETTLE_MS);
    const memory = highWaterMark(daemon.pid);
    const neighbours = { on: true };
    let number = 0;
    const deliverNeighbours = (async () => {
      let after = 0;
      while (neighbours.on || after < NEIGHBOURS_AFTER) {
        if (!neighbours.on) after++;
        const id = `neighbour-${number}`;
        delivered.set(`${id}@mill.example`, await deliver(id, number++));
        await sleep(NEIGHBOUR_EVERY_MS);
      }
    })();
    await sleep(NEIGHBOURS_BEFORE * NEIGHBOUR_EVERY_MS);
    const raw = mail?.make();
    if (raw) dovecot.saveMail(`${target}@bakery.example`, 'INBOX', raw);
    const began = performance.now();
    const outcome = mail
      ? await waitUntil(() => outcomeOf(asking, mail, (raw?.length ?? 0) / 2), {
          timeoutMs: PATIENCE_MS,
          everyMs: 50,
          what: `the end of ${mail.name}; the daemon said: ${daemon.output()}`,
        })
      : { became: '', reason: '' };
    const seconds = mail ? (performance.now() - began) / 1000 : 0;
    neighbours.on = false;
    await deliverNeighbours;
    await waitUntil(() => [...delivered.keys()].every((id) => seen.has(id)), {
      timeoutMs: PATIENCE_MS,
      what: 'the neighbours to be seen',
    });
    return { ...outcome, seconds, ...memory(), neighbours: delaysOf(delivered, seen) };
  } finally {
    await daemon.stop();
    await commits.stop();
    await asking.end();
  }
}

function letter(id: string): string {
  return [
    'From: Leila <leila@mill.example>',
    'To: Maryam <orders@bakery.example>',
    `Subject: Flour ${id}`,
    `Message-ID: <${id}@mill.example>`,
    '',
    `Thank you for ${id}.`,
    '',
  ].join('\r\n');
}

/** Found by its Message-ID, or, where it was never read, by its size. */
async function outcomeOf(
  client: Client,
  { id }: HostileMail,
  least: number,
): Promise<{ became: string; reason: string } | undefined> {
  const { rows } = await client.query<{ state: string; error: string | null; skipped: boolean }>(
    `select r.read_state as state, r.read_error as error,
       exists (select from skips s where s.content_hash = r.content_hash) as skipped
     from raw_messages r where r.read_state <> 'pending' and (r.size >= greatest($2::float8, 50000)
       or exists (select from messages m where m.content_hash = r.content_hash and m.message_id = $1))`,
    [id, least],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.skipped) return { became: 'headers', reason: 'too large: only its headers are kept' };
  return { became: row.state, reason: row.error ?? 'read' };
}

/** Memory of a process at its most, by the kernel's own count, which begins anew now. */
function highWaterMark(pid: number): () => { base: number; above: number } {
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) *
    1024;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const base = field('VmRSS');
  return () => ({ base, above: Math.max(0, field('VmHWM') - base) });
}
