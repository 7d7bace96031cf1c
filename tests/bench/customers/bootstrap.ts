import { join } from 'node:path';
import { startDovecot } from '../../support/dovecot.ts';
import { startFlags } from '../bench-daemon.ts';
import { startBenchDatabase } from '../bench-database.ts';
import { CORPUS_OWNER, makeCorpus } from '../corpus.ts';
import { type Figure, measure, type Subject } from '../measure.ts';
import { atMost } from '../report.ts';
import type { TableReport } from '../table-report.ts';
import type { Measured } from './measures.ts';

/** What knowing everybody may take on top of reading their mail. */
const GOAL_SHARE = 0.25;
const RUNS = { runs: 1, warmUps: 0 };

/** The report on a business, and on the first read of `history` mails; 0 leaves that out. */
export async function withBootstrap(
  report: TableReport,
  history: number,
  say: (line: string) => void,
): Promise<TableReport> {
  if (history === 0) return report;
  const measured = await measureBootstrap(history, say);
  return {
    ...report,
    rows: [...report.rows, ...measured.map(({ row }) => row)],
    goals: [...report.goals, ...measured.flatMap(({ goal }) => goal ?? [])],
    notes: [...report.notes, ...measured.flatMap(({ note }) => note ?? [])],
  };
}

/**
 * The first read of a mailbox with `messages` mails, three times from the start on fresh databases: reading alone; until
 * everybody in it is matched; until all is known of them, with orders found, senders judged, people compared and scored.
 */
async function measureBootstrap(messages: number, say: (line: string) => void): Promise<Measured[]> {
  const dovecot = await startDovecot({ inMemory: true });
  const database = await startBenchDatabase();
  try {
    say(`writing ${messages} messages`);
    const maildir = dovecot.maildir(CORPUS_OWNER);
    for (const { raw, date } of makeCorpus(messages)) maildir.save('INBOX', raw, { date, flags: 'S' });
    const account = [String(dovecot.port), CORPUS_OWNER, dovecot.password, String(messages), database.url];
    const subject = (name: string, file: string, ...more: string[]): Subject => ({
      name,
      messages,
      command: process.execPath,
      args: [...startFlags(), join(import.meta.dirname, '..', file), ...account, ...more],
      before: () => database.renew(),
    });
    const servers = { postgres: () => database.cluster.pid() };
    const run = async (given: Subject) => {
      say(given.name);
      return measure(given, { ...RUNS, servers });
    };
    const reading = await run(subject('reading alone', 'subject-wafa-reading.ts'));
    const matched = await run(subject('until matched', 'subject-wafa-ingest.ts', 'matched'));
    const known = await run(subject('until all is known', 'subject-wafa-ingest.ts', 'known'));
    const ofReading = (figure: Figure, of: (figure: Figure) => number) => of(figure) / of(reading) - 1;
    return [
      ...[reading, matched, known].map((figure) => lineOf(figure, messages)),
      {
        row: shareRow('on top of reading: until matched', ofReading(matched, secondsOf)),
        note: noteOf('until matched', ofReading(matched, processorOf)),
      },
      {
        row: shareRow('on top of reading: until all is known', ofReading(known, secondsOf)),
        goal: atMost('of a bootstrap on top of reading', GOAL_SHARE, ofReading(known, secondsOf)),
        note: noteOf('until all is known', ofReading(known, processorOf)),
      },
    ];
  } finally {
    await database.stop();
    await dovecot.stop();
  }
}

function lineOf(figure: Figure, messages: number): Measured {
  const { name, seconds, perSecond, peakMemoryBytes } = figure;
  return {
    row: [`${messages} mails: ${name}`, 1, seconds, seconds, seconds, 's'],
    note: `${name}: ${perSecond.toFixed(0)} mails/s; processor ${processorOf(figure).toFixed(1)} s, of that Postgres ${postgresOf(figure).toFixed(1)} s; ${(peakMemoryBytes / 1e6).toFixed(0)} MB`,
  };
}

function shareRow(name: string, share: number): Measured['row'] {
  return [name, 1, 100 * share, 100 * share, 100 * share, '%'];
}

function noteOf(what: string, share: number): string {
  return `processor time ${what}, on top of reading: ${(100 * share).toFixed(0)} %`;
}

function secondsOf({ seconds }: Figure): number {
  return seconds;
}

/** Of Wafa since it began to read, and of Postgres. */
function processorOf(figure: Figure): number {
  return Object.values(figure.stages).reduce((sum, seconds) => sum + seconds, 0) + postgresOf(figure);
}

function postgresOf({ processorSeconds }: Figure): number {
  return processorSeconds['postgres'] ?? 0;
}
