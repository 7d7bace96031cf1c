import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, type SandboxMessage, startSandbox } from '../../src/demo/sandbox-server.ts';

const USER = 'hello@bakery.example';
const PASSWORD = 'warm-bread';
const NOTICE_WITHIN_MS = 1000;

let sandbox: Sandbox;
let client: ImapFlow;

beforeEach(async () => {
  sandbox = await startSandbox({
    seed: seed(),
    user: USER,
    password: PASSWORD,
    elsewhere: ['maryam@bakery.example'],
    signedDomains: ['shop.example'],
  });
  client = imapClient(PASSWORD);
  await client.connect();
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

test('lists the folders with their special use', async () => {
  const folders = await client.list();
  expect(Object.fromEntries(folders.map(({ path, specialUse }) => [path, specialUse]))).toEqual({
    INBOX: '\\Inbox',
    Sent: '\\Sent',
    Drafts: '\\Drafts',
    Trash: '\\Trash',
    Junk: '\\Junk',
  });
});

test('a wrong password is refused', async () => {
  const stranger = imapClient('stale-bread');
  await expect(stranger.connect()).rejects.toMatchObject({ authenticationFailed: true });
  stranger.close();
});

test('EXAMINE, UID SEARCH and UID FETCH give back the very bytes, their size and their date', async () => {
  const box = await client.mailboxOpen('INBOX', { readOnly: true });
  expect(box).toMatchObject({ readOnly: true, exists: SEED_COUNT, uidNext: SEED_COUNT + 1 });
  expect(await client.search({ uid: '1491:*' }, { uid: true })).toHaveLength(SEED_COUNT - 1490);

  const fetched = await client.fetchAll(
    '1:400',
    { uid: true, source: true, size: true, internalDate: true },
    { uid: true },
  );
  expect(fetched).toHaveLength(400);
  for (const [index, message] of fetched.entries()) {
    const sent = seed()[index];
    expect(message.source?.equals(sent?.raw ?? Buffer.alloc(0))).toBe(true);
    expect(message.size).toBe(sent?.raw.length);
    expect(new Date(message.internalDate ?? 0).getTime()).toBe(sent?.date.getTime());
  }
});

test('reads a whole mailbox in batches within seconds', async () => {
  await client.mailboxOpen('INBOX', { readOnly: true });
  const started = performance.now();
  let count = 0;
  for (let first = 1; first <= SEED_COUNT; first += 300) {
    const batch = await client.fetchAll(
      `${first}:${first + 299}`,
      { source: true, size: true },
      { uid: true },
    );
    count += batch.length;
  }
  expect(count).toBe(SEED_COUNT);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('whoever idles in INBOX hears of new mail at once', async () => {
  await client.mailboxOpen('INBOX', { readOnly: true });
  const heard = new Promise<number>((resolve) => client.once('exists', ({ count }) => resolve(count)));
  const idling = client.idle();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const started = performance.now();
  sandbox.deliver(letter('Leila <leila@posta.example>', 'Two loaves, please'));
  expect(await heard).toBe(SEED_COUNT + 1);
  expect(performance.now() - started).toBeLessThan(NOTICE_WITHIN_MS);
  expect(await client.search({ uid: `${SEED_COUNT + 1}:*` }, { uid: true })).toEqual([SEED_COUNT + 1]);
  await idling;
});

test('APPEND puts a copy into Sent', async () => {
  const raw = letter('Maryam <hello@bakery.example>', 'Thank you');
  expect(await client.append('Sent', raw, ['\\Seen'])).toMatchObject({ destination: 'Sent', uid: 1 });
  expect(sandbox.messages('Sent').map(String)).toEqual([String(raw)]);
});

test('mail by SMTP for the outside is captured byte for byte, for the bakery it is delivered', async () => {
  const raw = letter('Maryam <hello@bakery.example>', 'Both of you');
  await transport(PASSWORD).sendMail({
    envelope: { from: 'bounces+k@bakery.example', to: ['leila@posta.example', 'hello@bakery.example'] },
    raw,
  });
  expect(sandbox.captured()).toMatchObject([
    { from: 'bounces+k@bakery.example', to: ['leila@posta.example'] },
  ]);
  expect(String(sandbox.captured()[0]?.raw)).toBe(String(raw));
  expect(sandbox.messages('INBOX')).toHaveLength(SEED_COUNT + 1);
});

test('a colleague in the same domain has a mailbox elsewhere', async () => {
  await transport(PASSWORD).sendMail({
    envelope: { from: USER, to: ['Maryam@bakery.example'] },
    raw: letter('Wafa <hello@bakery.example>', 'Your week'),
  });
  expect(sandbox.captured()).toHaveLength(1);
  expect(sandbox.messages('INBOX')).toHaveLength(SEED_COUNT);
});

test('a stranger may deliver but not relay, and a wrong password is refused', async () => {
  const stranger = transport(undefined);
  await expect(
    stranger.sendMail({
      envelope: { from: 'x@shop.example', to: ['leila@posta.example'] },
      raw: letter('x', 'y'),
    }),
  ).rejects.toMatchObject({ responseCode: 550 });
  await expect(transport('stale-bread').verify()).rejects.toMatchObject({ responseCode: 535 });
});

test('the receiving server gives its own verdict and removes a forged one', async () => {
  const forged = Buffer.concat([
    Buffer.from('Authentication-Results: mx.bakery.example;\r\n\tdkim=pass header.d=bank.example\r\n'),
    letter('Bank <service@bank.example>', 'Pay now'),
  ]);
  const stranger = transport(undefined);
  await stranger.sendMail({ envelope: { from: 'service@bank.example', to: [USER] }, raw: forged });
  await stranger.sendMail({
    envelope: { from: 'orders@shop.example', to: [USER] },
    raw: letter('Shop <orders@shop.example>', 'Order #1042'),
  });
  const [bank, shop] = sandbox.messages('INBOX').slice(-2).map(String);
  expect(bank).toContain('Authentication-Results: mx.bakery.example; dkim=none');
  expect(bank).not.toContain('bank.example\r\n\tdkim');
  expect(bank).not.toContain('dkim=pass');
  expect(bank).toContain('Subject: Pay now\r\n\r\nGood morning');
  expect(shop).toContain('dkim=pass header.d=shop.example');
});

const SEED_COUNT = 1500;
const START = Date.UTC(2025, 0, 1, 8);

function seed(): SandboxMessage[] {
  return Array.from({ length: SEED_COUNT }, (_, index) => ({
    folder: 'INBOX' as const,
    raw: letter(`Customer ${index} <customer${index}@posta.example>`, `Letter ${index} مرحبا`),
    date: new Date(START + index * 3_600_000),
  }));
}

function letter(from: string, subject: string): Buffer {
  return Buffer.from(
    `From: ${from}\r\nTo: hello@bakery.example\r\nSubject: ${subject}\r\n\r\nGood morning, صباح الخير\r\n`,
  );
}

function imapClient(pass: string): ImapFlow {
  return new ImapFlow({
    host: sandbox.host,
    port: sandbox.imapPort,
    secure: false,
    auth: { user: USER, pass },
    logger: false,
  });
}

function transport(pass: string | undefined) {
  return createTransport({
    host: sandbox.host,
    port: sandbox.smtpPort,
    secure: false,
    ...(pass === undefined ? {} : { auth: { user: USER, pass } }),
  });
}
