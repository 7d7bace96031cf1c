import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { type BenchDaemon, startBenchDaemon } from './bench-daemon.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { MAIL_STEPS, watchCommits } from './commit-times.ts';
import { CORPUS_OWNER, type CorpusMail, makeCorpus } from './corpus.ts';
import { startIdleClients } from './idle-client.ts';
import { type Delays, delaysOf } from './percentiles.ts';
import { atMost } from './report.ts';
import type { TableReport } from './table-report.ts';

/**
 * New mail, from the server's word that it has it (the 250 of LMTP) until its row is committed, it is matched with a
 * person, and its signals are seen; beside it the floor, a bare imapflow client that idles and fetches. Mails come at a
 * steady rate, all at once, and while a history is read in the same mailbox. `messages` of them come steadily.
 */
export async function benchLatency(
  { messages }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const dovecot = await startDovecot({ inMemory: true });
  const database = await startBenchDatabase();
  const corpus = [...makeCorpus(HISTORY + WARM_UP + 2 * messages + BURST)];
  const take = (count: number) => corpus.splice(-count);
  const [burst, beside, steady, warmUp] = [take(BURST), take(messages), take(messages), take(WARM_UP)];
  try {
    say('floor: a bare client that idles and fetches');
    const floor = await measureFloor(dovecot, { steady: steady.slice(0, messages / 2), burst });
    say('Wafa, a quiet mailbox');
    const quiet = await withDaemon(dovecot, database, 'quiet@bakery.example', async (wafa) => {
      await wafa.deliver(warmUp, 'steadily');
      wafa.takePeakMemory();
      const steadily = await wafa.deliver(steady, 'steadily');
      const steadyPeak = wafa.takePeakMemory();
      const atOnce = await wafa.deliver(burst, 'at once');
      return { steadily, steadyPeak, atOnce, burstPeak: wafa.takePeakMemory() };
    });
    say(`Wafa, while a history of ${HISTORY} is read`);
    const maildir = dovecot.maildir(CORPUS_OWNER);
    for (const { raw, date } of corpus) maildir.save('INBOX', raw, { date, flags: 'S' });
    const busy = await withDaemon(dovecot, database, CORPUS_OWNER, async (wafa) => {
      await waitUntil(() => wafa.readsHistory(), { timeoutMs: 30_000, what: 'history to come in' });
      const began = performance.now();
      const delays = await wafa.deliver(beside, 'steadily', () => wafa.historyIsLookedThrough());
      return { delays, seconds: (performance.now() - began) / 1000, peak: wafa.takePeakMemory() };
    });
    const floorP99 = { steady: floor.steady.p99, burst: floor.burst.p99 };
    const p99 = (step: Map<string, Delays>) => (step.get('signals')?.p99 ?? Number.POSITIVE_INFINITY) / 1000;
    return {
      bench: 'latency',
      setting: `${messages} mails at ${PER_SECOND}/s, ${BURST} at once, and beside a history of ${HISTORY}; milliseconds after delivery`,
      columns: ['', 'mails', 'p50', 'p95', 'p99', 'max', 'of the floor (p99)', 'peak MB'],
      rows: [
        row('bare client, steadily: fetched', floor.steady, floorP99.steady, floor.peak),
        row('bare client, at once: fetched', floor.burst, floorP99.burst, floor.peak),
        ...rows('steadily', quiet.steadily, floorP99.steady, quiet.steadyPeak),
        ...rows('at once', quiet.atOnce, floorP99.burst, quiet.burstPeak),
        ...rows('beside history', busy.delays, floorP99.steady, busy.peak),
      ],
      goals: [
        atMost('s until signals are seen, steadily (p99)', 1, p99(quiet.steadily)),
        atMost('s until signals are seen, at once (p99)', 1, p99(quiet.atOnce)),
        atMost('s until signals are seen, beside history (p99)', 1, p99(busy.delays)),
      ],
      notes: [
        `beside history: ${busy.delays.get('signals')?.count ?? 0} mails in ${busy.seconds.toFixed(0)} s, from its first batch until it was looked through`,
      ],
    };
  } finally {
    await database.stop();
    await dovecot.stop();
  }
}

/** Mails before the measurement: threads start, plans are made, code is compiled. */
const WARM_UP = 50;
const PER_SECOND = 5;
const BURST = 100;
const HISTORY = 10_000;
/** Deliveries under way at once in a burst. */
const BURST_LINES = 4;
const PATIENCE_MS = 60_000;

/** When the server said that it had each mail, by Message-ID. */
type Delivered = Map<string, number>;

async function measureFloor(
  dovecot: Dovecot,
  { steady, burst }: { steady: readonly CorpusMail[]; burst: readonly CorpusMail[] },
): Promise<{ steady: Delays; burst: Delays; peak: number }> {
  const user = 'floor@bakery.example';
  dovecot.append(user, 'INBOX', FIRST_MAIL);
  const clients = await startIdleClients(dovecot.port, dovecot.password, [user]);
  let peak = 0;
  const run = async (mails: readonly CorpusMail[], how: Pace) => {
    const delivered = await deliverAll(dovecot, user, mails, how);
    await waitUntil(() => [...delivered.keys()].every((id) => clients.fetchedAt.has(id)), {
      timeoutMs: PATIENCE_MS,
      what: 'the bare client to have all',
    });
    peak = Math.max(peak, clients.memory());
    return delaysOf(delivered, clients.fetchedAt);
  };
  try {
    return { steady: await run(steady, 'steadily'), burst: await run(burst, 'at once'), peak };
  } finally {
    await clients.stop();
  }
}

type Pace = 'steadily' | 'at once';

interface MeasuredDaemon {
  /** Delivers, waits until all is seen, and answers the delays by step; `until`: no more once that is so. */
  deliver(
    mails: readonly CorpusMail[],
    how: Pace,
    until?: () => Promise<boolean>,
  ): Promise<Map<string, Delays>>;
  takePeakMemory: BenchDaemon['takePeakMemory'];
  readsHistory(): Promise<boolean>;
  historyIsLookedThrough(): Promise<boolean>;
}

async function withDaemon<T>(
  dovecot: Dovecot,
  database: BenchDatabase,
  user: string,
  work: (wafa: MeasuredDaemon) => Promise<T>,
): Promise<T> {
  await database.renew();
  dovecot.append(user, 'INBOX', FIRST_MAIL);
  const commits = await watchCommits(database.url);
  const asking = new Client({ connectionString: database.url });
  await asking.connect();
  const ask = async (condition: string) => {
    const { rows } = await asking.query<{ answer: boolean }>(`select ${condition} as answer`);
    return rows[0]?.answer === true;
  };
  const mailbox = { user, port: dovecot.port, password: dovecot.password };
  const daemon = await startBenchDaemon({ databaseUrl: database.url, mailboxes: [mailbox] });
  try {
    await waitUntil(() => ask('exists (select from cursors)'), { what: 'the mailbox to be read' });
    if (user !== CORPUS_OWNER) await sleep(SETTLE_MS);
    return await work({
      takePeakMemory: () => daemon.takePeakMemory(),
      readsHistory: () => ask("exists (select from messages where arrival = 'history')"),
      historyIsLookedThrough: () =>
        ask(
          `exists (select from cursors where history_done_at is not null)
           and not exists (select from messages where arrival = 'history' and detected_at is null)`,
        ),
      async deliver(mails, how, until) {
        const delivered = await deliverAll(dovecot, user, mails, how, until);
        const seen = commits.at('signals');
        await waitUntil(() => [...delivered.keys()].every((id) => seen.has(id)), {
          timeoutMs: PATIENCE_MS,
          what: `all signals to be seen; the daemon said: ${daemon.output()}`,
        });
        return new Map(MAIL_STEPS.map((step) => [step, delaysOf(delivered, commits.at(step))]));
      },
    });
  } finally {
    await daemon.stop();
    await commits.stop();
    await asking.end();
  }
}

/** Until the first look at a mailbox is over and it idles. */
const SETTLE_MS = 3000;
const FIRST_MAIL =
  'From: Karim <karim@workshop.example>\r\nTo: orders@bakery.example\r\nSubject: Hello\r\nMessage-ID: <first@workshop.example>\r\n\r\nHello\r\n';

async function deliverAll(
  dovecot: Dovecot,
  user: string,
  mails: readonly CorpusMail[],
  how: Pace,
  until: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<Delivered> {
  const delivered: Delivered = new Map();
  const deliver = async ({ raw }: CorpusMail) => {
    await dovecot.deliver(user, raw);
    delivered.set(messageIdOf(raw), Number(process.hrtime.bigint()) / 1e6);
  };
  if (how === 'at once') {
    const waiting = [...mails];
    const line = async () => {
      for (let mail = waiting.shift(); mail; mail = waiting.shift()) await deliver(mail);
    };
    await Promise.all(Array.from({ length: BURST_LINES }, line));
    return delivered;
  }
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  for (const [number, mail] of mails.entries()) {
    await sleep(Math.max(0, began + (number * 1000) / PER_SECOND - performance.now()));
    if (number % PER_SECOND === 0 && (await until())) break;
    underWay.push(deliver(mail));
  }
  await Promise.all(underWay);
  return delivered;
}

function messageIdOf(raw: Buffer): string {
  return /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1', 0, 8192))?.[1] ?? '';
}

function rows(
  scene: string,
  delays: Map<string, Delays>,
  floor: number,
  peak: number,
): (string | number)[][] {
  const words = { logged: 'logged', matched: 'matched', signals: 'signals seen' };
  return MAIL_STEPS.flatMap((step) => {
    const found = delays.get(step);
    return found ? [row(`Wafa, ${scene}: ${words[step]}`, found, floor, peak)] : [];
  });
}

function row(name: string, delays: Delays, floor: number, peak: number): (string | number)[] {
  const { count, p50, p95, p99, max } = delays;
  return [name, count, p50, p95, p99, max, p99 / floor, Math.round(peak / 1e6)];
}
