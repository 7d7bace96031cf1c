import { createTransport } from 'nodemailer';
import { makeSentMail, type SentMail } from './sent-mail.ts';

/**
 * nodemailer's own pool on ready bytes (`raw`) or composing each mail (`compose`), nothing recorded anywhere.
 * Arguments: port, messages, mode.
 */
async function sendAll(port: number, messages: number, mode: string): Promise<void> {
  const mails = Array.from({ length: messages }, (_, number) => makeSentMail(number));
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const start = performance.now();
  const send = (mail: SentMail) =>
    mode === 'raw'
      ? transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw: mail.raw })
      : transport.sendMail(fieldsOf(mail));
  const queue = mails.values();
  const lane = async () => {
    for (const mail of queue) await send(mail);
  };
  await Promise.all(Array.from({ length: WAITING_MAILS }, lane));
  const seconds = (performance.now() - start) / 1000;
  transport.close();
  process.stdout.write(`${JSON.stringify({ seconds, messages })}\n`);
}

const CONNECTIONS = 10;
/** More than connections, so that the pool is never short of work; few enough not to fill memory. */
const WAITING_MAILS = 50;

function fieldsOf({ from, to, subject, text, html, messageId }: SentMail) {
  return { from, to, subject, text, html, messageId };
}

const [port, messages, mode = 'raw'] = process.argv.slice(2);
await sendAll(Number(port), Number(messages), mode);
