import { join } from 'node:path';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { CORPUS_OWNER, makeCorpus } from './corpus.ts';
import { mbsyncSubject } from './mbsync.ts';
import { measure, type Subject } from './measure.ts';
import type { BenchReport } from './report.ts';

/**
 * Reading: one mailbox on a Dovecot in memory, read by each contestant from the start. Floors: a raw FETCH of
 * everything whose bytes are thrown away, and mbsync storing it all.
 */
export async function benchIngest(
  options: { messages: number },
  say: (line: string) => void,
): Promise<BenchReport> {
  const dovecot = await startDovecot({ inMemory: true });
  const mbsync = mbsyncSubject({
    port: dovecot.port,
    user: CORPUS_OWNER,
    password: dovecot.password,
    messages: options.messages,
  });
  try {
    say(`writing ${options.messages} messages`);
    const bytes = seed(dovecot, options.messages);
    const servers = { dovecot: () => dovecot.pid() };
    const repeat = { runs: 3, warmUps: 1, servers };
    say('floor: raw FETCH');
    const rawFetch = await measure(rawFetchSubject(dovecot, options.messages), repeat);
    say('floor: mbsync');
    const pulled = await measure(mbsync, repeat);
    return {
      bench: 'ingest',
      messages: options.messages,
      bytes,
      floors: [rawFetch, pulled],
      wafa: [],
      goals: [],
    };
  } finally {
    mbsync.remove();
    await dovecot.stop();
  }
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

function rawFetchSubject(dovecot: Dovecot, messages: number): Subject {
  return {
    name: 'raw FETCH',
    messages,
    command: process.execPath,
    args: [
      join(import.meta.dirname, 'subject-raw-fetch.ts'),
      String(dovecot.port),
      CORPUS_OWNER,
      dovecot.password,
    ],
  };
}
