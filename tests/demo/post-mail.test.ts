import { afterEach, beforeEach, expect, test } from 'vitest';
import { newOrderMail } from '../../src/demo/bakery/arrivals.ts';
import { postMail } from '../../src/demo/post-mail.ts';
import { type Sandbox, startSandbox } from '../../src/demo/sandbox-server.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    seed: [],
    user: 'hello@bakery.example',
    password: 'warm-bread',
    signedDomains: ['shop.example'],
  });
});

afterEach(() => sandbox.close());

test("Shirin's order arrives in INBOX with the server's verdict on top", async () => {
  const order = newOrderMail(new Date('2026-06-03T09:30:00Z'));
  await postMail(sandbox.smtpPort, order);
  const [message] = sandbox.messages('INBOX').map(String);
  expect(message).toContain('dkim=pass header.d=shop.example');
  expect(message?.endsWith(order.raw.subarray(order.raw.indexOf('\r\n\r\n')).toString())).toBe(true);
});

test('lines that begin with a dot come through', async () => {
  const raw = Buffer.from('From: a@posta.example\r\nSubject: dots\r\n\r\n.\r\n..two\r\nend');
  await postMail(sandbox.smtpPort, { from: '', to: 'hello@bakery.example', raw });
  expect(String(sandbox.messages('INBOX')[0])).toContain('\r\n\r\n.\r\n..two\r\nend\r\n');
});

test('a refusal is told in the words of the server', async () => {
  const raw = Buffer.from('Subject: relay\r\n\r\nplease\r\n');
  await expect(
    postMail(sandbox.smtpPort, { from: 'a@posta.example', to: 'b@posta.example', raw }),
  ).rejects.toThrow(/refused: 550 5\.7\.1 relaying denied/);
});

test('nobody there is an error', async () => {
  const port = sandbox.smtpPort;
  await sandbox.close();
  await expect(
    postMail(port, { from: '', to: 'hello@bakery.example', raw: Buffer.from('\r\n') }),
  ).rejects.toThrow(/ECONNREFUSED/);
  sandbox = await startSandbox({ seed: [], user: 'hello@bakery.example', password: 'x' });
});
