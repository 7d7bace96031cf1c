import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { endedChildrenMsOf, processorMsOf, processTree } from '../support/processes.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { fillReaders, READERS_BUSINESS } from './fill-readers.ts';
import { atLeast, atMost } from './report.ts';
import type { TableReport } from './table-report.ts';

/**
 * A newsletter to everybody: finding its readers and writing them down, the same again killed half-way (kill -9) and started
 * anew, and writing letters into the outbox. Floor: one bare `insert ... select` of as many rows into the same table.
 */
export async function benchCampaigns(
  options: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const readers = options.messages;
  say(`a business with ${readers} customers`);
  const database = await startBenchDatabase(({ db }) => fillReaders(db, readers));
  try {
    say('floor');
    await database.renew();
    const floor = await measured(database, () => bareInsert(database.url));
    say('find readers');
    await database.renew();
    const found = await measured(database, () => runSubject(database.url, 'find'));
    await checkReaders(database.url, readers);
    say('find readers, killed half-way');
    await database.renew();
    const killedAt = await killHalfWay(database.url, readers);
    const resumed = await measured(database, () => runSubject(database.url, 'find'));
    await checkReaders(database.url, readers);
    say('write letters');
    const letters = Math.min(readers, LETTERS);
    const written = await measured(database, () => runSubject(database.url, 'write', letters));
    const row = (name: string, { done, seconds, processor, postgres, memory }: Measured) => [
      name,
      done,
      seconds,
      done / seconds,
      processor,
      postgres,
      memory / 1_000_000,
    ];
    return {
      bench: 'campaigns',
      setting: `a newsletter to ${readers} customers`,
      columns: ['what', 'rows', 'seconds', 'a second', 'processor s', 'of Postgres s', 'memory MB'],
      rows: [
        row('bare insert ... select', floor),
        row('find readers', found),
        row(`after kill -9 at ${killedAt}`, resumed),
        row('write letters', written),
      ],
      goals: [
        atMost(`seconds a million readers (${readers} measured)`, 60, (found.seconds * 1_000_000) / readers),
        atLeast('of the bare insert, by processor time', 0.2, costOf(floor) / costOf(found)),
        atMost('memory at finding readers, MB', 300, found.memory / 1_000_000),
      ],
      notes: [
        'Letters are rendered for each reader in their language, composed and put into the outbox by one process.',
      ],
    };
  } finally {
    await database.stop();
  }
}

/** Letters that are written; enough to say how many a second. */
const LETTERS = 10_000;

interface Measured {
  done: number;
  seconds: number;
  processor: number;
  postgres: number;
  memory: number;
}

function costOf({ processor, postgres }: Measured): number {
  return processor + postgres;
}

interface SubjectAnswer {
  done: number;
  seconds: number;
  processorSeconds: number;
  peakMemoryBytes: number;
}

async function measured({ cluster }: BenchDatabase, run: () => Promise<SubjectAnswer>): Promise<Measured> {
  const before = clusterMs(cluster.pid());
  const { done, seconds, processorSeconds, peakMemoryBytes } = await run();
  // A connection's time is its parent's once it has ended.
  await wait(SETTLE_MS);
  const postgres = (clusterMs(cluster.pid()) - before) / 1000;
  return { done, seconds, processor: processorSeconds, postgres, memory: peakMemoryBytes };
}

const SETTLE_MS = 500;

function clusterMs(pid: number): number {
  const own = processTree(pid).reduce((total, one) => total + processorMsOf(one), 0);
  return own + endedChildrenMsOf(pid);
}

async function bareInsert(url: string): Promise<SubjectAnswer> {
  return withClient(url, async (client) => {
    const start = performance.now();
    await client.query('begin');
    await client.query(
      `select set_config('role', 'wafa_app', true), set_config('app.business_id', $1, true)`,
      [READERS_BUSINESS],
    );
    await client.query(`insert into campaigns (id, automation, occasion, issue, segment, mode, created_at)
      values ('${BARE_CAMPAIGN}', 'bare', 'bare', 'bare', 'everyone', 'live', now())`);
    const { rowCount } =
      await client.query(`insert into campaign_recipients (campaign_id, canonical, address, contact_id)
      select '${BARE_CAMPAIGN}', canonical, address, contact_id from contact_addresses where canonical not like 'work-%'`);
    await client.query('commit');
    const seconds = (performance.now() - start) / 1000;
    return { done: rowCount ?? 0, seconds, processorSeconds: 0, peakMemoryBytes: process.memoryUsage().rss };
  });
}

const BARE_CAMPAIGN = '00000000-0000-7000-8000-00000000b003';
const SUBJECT = join(import.meta.dirname, 'subject-campaign.ts');

async function runSubject(url: string, part: 'find' | 'write', letters = 0): Promise<SubjectAnswer> {
  const child = spawn(process.execPath, [SUBJECT, url, part, String(letters)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the campaign's process answered ${code}`);
  return JSON.parse(output) as SubjectAnswer;
}

/** Starts finding readers and kills the process when half of them are written down; resolves to how many were. */
async function killHalfWay(url: string, readers: number): Promise<number> {
  const child = spawn(process.execPath, [SUBJECT, url, 'find'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let rows = 0;
  while (rows < readers / 2 && child.exitCode === null) {
    await wait(20);
    rows = await countReaders(url);
  }
  if (!child.kill('SIGKILL')) throw new Error('it was through before it could be killed; take more readers');
  await ended;
  return countReaders(url);
}

async function checkReaders(url: string, readers: number): Promise<void> {
  const { rows, people } = await withClient(url, async (client) => {
    const counted = await client.query<{ rows: string; people: string }>(
      'select count(*) as rows, count(distinct contact_id) as people from campaign_recipients',
    );
    return counted.rows[0] ?? { rows: '0', people: '0' };
  });
  if (Number(rows) !== readers || Number(people) !== readers)
    throw new Error(`${readers} readers, but ${rows} rows of ${people} people`);
}

function countReaders(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const counted = await client.query<{ rows: string }>('select count(*) as rows from campaign_recipients');
    return Number(counted.rows[0]?.rows ?? 0);
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
