import { join } from 'node:path';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { requireTool } from '../support/tools.ts';
import { type BenchDatabase, startBenchDatabase } from './bench-database.ts';
import { fillOutbox } from './fill-outbox.ts';
import { measure, type Subject } from './measure.ts';
import { atLeast, type BenchReport } from './report.ts';
import { makeSentMail, SENDER, SENT_MAIL_BYTES } from './sent-mail.ts';

/**
 * Sending: every contestant hands the same number of mails of the same size to one smtp-sink that keeps nothing.
 * Floors: smtp-source (C, ten sessions), and nodemailer's own pool on ready bytes and composing. Wafa's mails lie
 * composed in the outbox on Postgres, and every verdict is recorded there; once they are composed, signed and enqueued within
 * the measurement too, and once they go over a line with round trips of 40 ms.
 */
export async function benchSend(
  options: { messages: number },
  say: (line: string) => void,
): Promise<BenchReport> {
  const sink = await startSmtpSink({ dump: false });
  const line = await startTcpProxy(sink.port, { roundTripMs: ROUND_TRIP_MS });
  say(`writing ${options.messages} mails into the outbox`);
  const database = await startBenchDatabase(({ db }) => fillOutbox(db, options.messages));
  const { messages } = options;
  const overLine = Math.min(messages, MESSAGES_OVER_THE_LINE);
  try {
    const servers = { 'smtp-sink': () => sink.pid, postgres: () => database.cluster.pid() };
    const repeat = { runs: 3, warmUps: 1, servers };
    const measured = (name: string, subject: Subject) => {
      say(name);
      return measure({ ...subject, name }, repeat);
    };
    const source = await measured('smtp-source', smtpSourceSubject(sink.port, messages));
    const raw = await measured('nodemailer pool', nodemailerSubject(sink.port, messages, 'raw'));
    const compose = await measured(
      'nodemailer pool, composing',
      nodemailerSubject(sink.port, messages, 'compose'),
    );
    const wafa = await measured('Wafa', wafaSubject(sink.port, messages, database));
    const whole = await measured(
      'Wafa, composing and RSA-2048 too',
      wafaSubject(sink.port, messages, database, { mode: 'compose' }),
    );
    const far = await measured(
      `Wafa, ${ROUND_TRIP_MS} ms round trips`,
      wafaSubject(line.port, overLine, database, { connections: CONNECTIONS_OVER_THE_LINE }),
    );
    return {
      bench: 'send',
      messages,
      bytes: messages * makeSentMail(0).raw.length,
      floors: [source, raw, compose],
      wafa: [wafa, whole, far],
      goals: [
        atLeast('of smtp-source', 0.2, wafa.perSecond / source.perSecond),
        atLeast('of smtp-source, composing and RSA-2048 too', 0.15, whole.perSecond / source.perSecond),
        atLeast('of nodemailer pool, composing', 2, wafa.perSecond / compose.perSecond),
        atLeast(
          `messages/s a connection, ${ROUND_TRIP_MS} ms round trips`,
          15,
          far.perSecond / CONNECTIONS_OVER_THE_LINE,
        ),
      ],
    };
  } finally {
    await database.stop();
    await line.stop();
    await sink.stop();
  }
}

const ROUND_TRIP_MS = 40;
const CONNECTIONS = 40;
const CONNECTIONS_OVER_THE_LINE = 20;
const MESSAGES_OVER_THE_LINE = 2000;
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

/** `ready`: the mails lie in the outbox; `compose`: they are composed, signed and enqueued first. */
function wafaSubject(
  port: number,
  messages: number,
  database: BenchDatabase,
  { mode = 'ready', connections = CONNECTIONS }: { mode?: 'ready' | 'compose'; connections?: number } = {},
): Subject {
  const script = join(import.meta.dirname, 'subject-wafa-send.ts');
  return {
    name: 'Wafa',
    messages,
    command: process.execPath,
    args: [script, database.url, String(port), String(messages), mode, String(connections)],
    before: () => database.renew(),
  };
}
