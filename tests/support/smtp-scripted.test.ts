import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { waitUntil } from './network.ts';
import {
  faultFirst,
  faultPerConnection,
  faultRandomly,
  type ScriptedSmtp,
  SMTP_FAULTS,
  startScriptedSmtp,
} from './smtp-scripted.ts';

const servers: ScriptedSmtp[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(...args: Parameters<typeof startScriptedSmtp>): Promise<ScriptedSmtp> {
  const server = await startScriptedSmtp(...args);
  servers.push(server);
  return server;
}

const MAIL = 'Message-ID: <thanks-1@bakery.example>\r\nSubject: سپاس\r\n\r\nDear Karim,\r\n..two dots\r\n';
const ENVELOPE = [
  'EHLO test',
  'MAIL FROM:<maryam@bakery.example>',
  'RCPT TO:<karim@workshop.example>',
  'DATA',
];

/** Sends lines one by one, each after a reply, then the mail in the given pieces. Answers all replies and how it ended. */
function talk(port: number, pieces: readonly string[]): Promise<{ replies: string; end: string }> {
  const lines = [...ENVELOPE.map((line) => `${line}\r\n`), pieces];
  const socket = connect(port, '127.0.0.1');
  let replies = '';
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish('silence'), 700);
    const finish = (end: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ replies, end });
    };
    socket.on('error', (error) => finish('code' in error ? String(error.code) : error.message));
    socket.on('end', () => finish('end'));
    socket.on('data', (chunk: Buffer) => {
      replies += chunk.toString();
      if (!/^\d{3} .*\r\n$/m.test(chunk.toString())) return;
      const next = lines.shift();
      if (next === undefined) {
        setTimeout(() => finish('client'), 50); // a reset may still follow
        return;
      }
      if (typeof next === 'string') socket.write(next);
      else void writeSlowly(next);
    });
    const writeSlowly = async (parts: readonly string[]) => {
      for (const part of parts) {
        socket.write(part);
        await new Promise((done) => setTimeout(done, 20));
      }
    };
  });
}

it('takes a mail and remembers its envelope, bytes and Message-ID', async () => {
  const server = await start();
  const { replies } = await talk(server.port, [MAIL.slice(0, 40), `${MAIL.slice(40)}.`, '\r', '\n']);
  expect(replies).toContain('250 2.0.0 Ok: queued');
  const [mail] = server.accepted();
  expect(mail).toMatchObject({
    from: 'maryam@bakery.example',
    to: ['karim@workshop.example'],
    messageId: '<thanks-1@bakery.example>',
    raw: MAIL.replace('..two', '.two'),
  });
  expect([...server.copies()]).toEqual([['<thanks-1@bakery.example>', 1]]);
});

it.each([
  ['dropAtConnect', 'end', 0, 0],
  ['resetAtConnect', 'ECONNRESET', 0, 0],
  ['dropAtGreeting', 'end', 0, 0],
  ['busyGreeting', 'end', 0, 0],
  ['dropAtEhlo', 'end', 0, 0],
  ['dropAtMail', 'end', 0, 0],
  ['dropAtRcpt', 'end', 0, 0],
  ['dropAt354', 'end', 0, 0],
  ['dropInBody', 'end', 0, 0],
  ['resetInBody', 'ECONNRESET', 0, 0],
  ['dropBeforeLastByte', 'end', 0, 0],
  ['dropAfterDot', 'end', 1, 1],
  ['resetAfterDot', 'ECONNRESET', 1, 1],
  ['silentAfterDot', 'silence', 1, 1],
  ['lateReply', 'silence', 1, 1],
  ['halfReply', 'end', 1, 1],
  ['acceptThenReset', 'ECONNRESET', 1, 1],
  ['deferAtDot', 'client', 1, 0],
  ['closingAtDot', 'end', 1, 0],
  ['refuseAtDot', 'client', 1, 0],
  ['unknownUserAtDot', 'client', 1, 0],
] as const)('%s ends with %s, %i mails seen, %i taken', async (fault, end, received, accepted) => {
  const server = await start({ script: faultFirst(SMTP_FAULTS[fault]) });
  const first = await talk(server.port, [`${MAIL}.\r`, '\n']);
  expect(first.end === 'EPIPE' ? 'ECONNRESET' : first.end).toBe(end);
  expect(server.received()).toHaveLength(received);
  expect(server.accepted()).toHaveLength(accepted);
  const second = await talk(server.port, [`${MAIL}.\r\n`]);
  expect(second.replies).toContain('250 2.0.0 Ok: queued');
  expect(server.copies().get('<thanks-1@bakery.example>')).toBe(accepted + 1);
});

it('never sees the last byte that a client holds back', async () => {
  const server = await start();
  const talking = talk(server.port, [`${MAIL}.\r`]);
  expect((await talking).end).toBe('silence');
  expect(server.received()).toHaveLength(0);
});

it('gives each connection its own fault', async () => {
  const server = await start({
    script: faultPerConnection([SMTP_FAULTS.greylist, undefined, SMTP_FAULTS.refuseMail]),
  });
  const replies = [];
  for (let n = 0; n < 3; n++) replies.push((await talk(server.port, [`${MAIL}.\r\n`])).replies);
  expect(replies[0]).toContain('450 4.7.1');
  expect(replies[1]).toContain('queued');
  expect(replies[2]).toContain('550 5.7.1');
  await waitUntil(() => server.open() === 0);
});

it('faults a share of the connections, each in one way', async () => {
  let draws = 0;
  const server = await start({
    // Per connection: below the share is a fault, and then a second number says which.
    script: faultRandomly([SMTP_FAULTS.deferMail], 0.5, () => [0.4, 0.9, 0.9][draws++ % 3] ?? 0),
  });
  const replies = [];
  for (let n = 0; n < 3; n++) replies.push((await talk(server.port, [`${MAIL}.\r\n`])).replies);
  expect(replies.map((text) => text.includes('451 4.3.0'))).toEqual([true, false, true]);
});
