import { join } from 'node:path';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { requireTool } from '../support/tools.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { fillOutbox } from './fill-outbox.ts';
import { measure, type Subject } from './measure.ts';
import { atLeast, type BenchReport } from './report.ts';
import { makeSentMail, SENDER, SENT_MAIL_BYTES } from './sent-mail.ts';

/**
 * Sending: every contestant hands the same number of mails of the same size to one smtp-sink that keeps nothing.
 * Floors: smtp-source (C, ten sessions), and nodemailer's own pool on ready bytes and composing. Wafa's mails lie
 * composed in the outbox on Postgres, and every verdict is recorded there.
 */
export async function benchSend(
  options: { messages: number },
  say: (line: string) => void,
): Promise<BenchReport> {
  const sink = await startSmtpSink({ dump: false });
  say(`writing ${options.messages} mails into the outbox`);
  const database = await startBenchDatabase(({ db }) => fillOutbox(db, options.messages));
  try {
    const servers = { 'smtp-sink': () => sink.pid, postgres: () => database.cluster.pid() };
    const repeat = { runs: 3, warmUps: 1, servers };
    say('floor: smtp-source');
    const source = await measure(smtpSourceSubject(sink.port, options.messages), repeat);
    say('floor: nodemailer pool, ready bytes');
    const raw = await measure(nodemailerSubject(sink.port, options.messages, 'raw'), repeat);
    say('floor: nodemailer pool, composing');
    const compose = await measure(nodemailerSubject(sink.port, options.messages, 'compose'), repeat);
    say('Wafa on Postgres');
    const wafa = await measure(wafaSubject(sink.port, options.messages, database), repeat);
    return {
      bench: 'send',
      messages: options.messages,
      bytes: options.messages * makeSentMail(0).raw.length,
      floors: [source, raw, compose],
      wafa: [wafa],
      goals: [atLeast('of smtp-source', 0.04, wafa.perSecond / source.perSecond)],
    };
  } finally {
    await database.stop();
    await sink.stop();
  }
}

const SESSIONS = 10;
const RECIPIENT = 'person@customer.example';

function smtpSourceSubject(port: number, messages: number): Subject {
  return {
    name: 'smtp-source',
    messages,
    command: requireTool('smtp-source'),
    args: `-d -s ${SESSIONS} -m ${messages} -l ${SENT_MAIL_BYTES} -f ${SENDER} -t ${RECIPIENT} 127.0.0.1:${port}`.split(
      ' ',
    ),
  };
}

function nodemailerSubject(port: number, messages: number, mode: 'raw' | 'compose'): Subject {
  return {
    name: mode === 'raw' ? 'nodemailer pool' : 'nodemailer pool, composing',
    messages,
    command: process.execPath,
    args: [join(import.meta.dirname, 'subject-nodemailer-pool.ts'), String(port), String(messages), mode],
  };
}

function wafaSubject(port: number, messages: number, database: BenchDatabase): Subject {
  return {
    name: 'Wafa',
    messages,
    command: process.execPath,
    args: [join(import.meta.dirname, 'subject-wafa-send.ts'), database.url, String(port), String(messages)],
    before: () => database.renew(),
  };
}
