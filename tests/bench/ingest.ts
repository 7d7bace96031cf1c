import { join } from 'node:path';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { startFlags } from './bench-daemon.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { CORPUS_OWNER, makeCorpus } from './corpus.ts';
import { mbsyncSubject } from './mbsync.ts';
import { measure, type Subject } from './measure.ts';
import { atLeast, atMost, type BenchReport } from './report.ts';

/**
 * Reading: one mailbox on a Dovecot in memory, read by each contestant from the start. Floors: a raw FETCH of
 * everything whose bytes are thrown away, and mbsync storing it all. Wafa reads it as the daemon does, on Postgres;
 * once more through a line with 40 ms round trips, once until the signals in it are found, and once on PGlite.
 */
export async function benchIngest(
  options: { messages: number },
  say: (line: string) => void,
): Promise<BenchReport> {
  const { messages } = options;
  const dovecot = await startDovecot({ inMemory: true });
  const account = { port: dovecot.port, user: CORPUS_OWNER, password: dovecot.password, messages };
  const mbsync = mbsyncSubject(account);
  const database = await startBenchDatabase();
  const proxy = await startTcpProxy(dovecot.port, { roundTripMs: SLOW_LINE_MS });
  try {
    say(`writing ${messages} messages`);
    const bytes = seed(dovecot, messages);
    const servers = {
      dovecot: () => dovecot.pid(),
      postgres: () => database.cluster.pid(),
    };
    const repeat = { runs: 3, warmUps: 1, servers };
    const once = { ...repeat, runs: 1, warmUps: 0 };
    say('floor: raw FETCH');
    const rawFetch = await measure(rawFetchSubject(account), repeat);
    say('floor: mbsync');
    const pulled = await measure(mbsync, repeat);
    say('Wafa on Postgres');
    const wafa = await measure(wafaSubject('Wafa', account, database), repeat);
    say('Wafa on Postgres, 40 ms round trips');
    const slowLine = { ...account, port: proxy.port };
    const slow = await measure(wafaSubject('Wafa, 40 ms round trips', slowLine, database), once);
    say('Wafa on Postgres, and what it looks through when the history is in');
    const detected = await measure(wafaSubject('Wafa, with signals', account, database, 'detected'), once);
    say('Wafa on PGlite');
    const pglite = await measure(wafaSubject('Wafa on PGlite', account, 'pglite'), once);
    return {
      bench: 'ingest',
      messages,
      bytes,
      floors: [rawFetch, pulled],
      wafa: [wafa, slow, detected, pglite],
      goals: [
        atLeast('of raw FETCH', 0.05, wafa.perSecond / rawFetch.perSecond),
        atMost('MB of memory', 500, wafa.peakMemoryBytes / 1e6),
      ],
    };
  } finally {
    await proxy.stop();
    await database.stop();
    mbsync.remove();
    await dovecot.stop();
  }
}

const SLOW_LINE_MS = 40;
const WAFA_INGEST = join(import.meta.dirname, 'subject-wafa-ingest.ts');

interface Account {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly messages: number;
}

function seed(dovecot: Dovecot, messages: number): number {
  const maildir = dovecot.maildir(CORPUS_OWNER);
  let bytes = 0;
  for (const { raw, date } of makeCorpus(messages)) {
    maildir.save('INBOX', raw, { date, flags: 'S' });
    bytes += raw.length;
  }
  return bytes;
}

function rawFetchSubject({ port, user, password, messages }: Account): Subject {
  return {
    name: 'raw FETCH',
    messages,
    command: process.execPath,
    args: [join(import.meta.dirname, 'subject-raw-fetch.ts'), String(port), user, password],
  };
}

function wafaSubject(
  name: string,
  account: Account,
  database: BenchDatabase | 'pglite',
  until: 'matched' | 'detected' = 'matched',
): Subject {
  const { port, user, password, messages } = account;
  const where = database === 'pglite' ? database : database.url;
  return {
    name,
    messages,
    command: process.execPath,
    args: [...startFlags(), WAFA_INGEST, String(port), user, password, String(messages), where, until],
    before: () => (database === 'pglite' ? undefined : database.renew()),
  };
}
