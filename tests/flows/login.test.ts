import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import type { Status } from '../../src/operations/status.ts';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { waitUntil } from '../support/network.ts';
import { startTestProvider, type TestProvider } from '../support/oauth-provider.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/smtp-scripted.ts';

const HELLO = 'hello@bakery.example';
const ORDERS = 'orders@bakery.example';
/** Several access tokens pass in the life of one daemon. */
const ACCESS_SECONDS = 16;
const LOG_SHOWN = 4000;

const letter = (number: number) =>
  `From: Karim <karim@workshop.example>\r\nTo: ${HELLO}\r\nSubject: Letter ${number}\r\nMessage-ID: <${number}@workshop.example>\r\n\r\nDear Maryam\r\n`;

describe.each(['pglite', 'postgres'] as const)('signing in on %s', (kind) => {
  let provider: TestProvider;
  let dovecot: Dovecot;
  let smtp: ScriptedSmtp;
  let postgres: TestDatabase | undefined;
  let daemon: DaemonProcess;
  let second: DaemonProcess | undefined;

  beforeAll(async () => {
    provider = await startTestProvider({ accessSeconds: ACCESS_SECONDS });
    dovecot = await startDovecot({ introspectionUrl: provider.introspectionUrl });
    smtp = await startScriptedSmtp({
      extensions: ['AUTH LOGIN PLAIN XOAUTH2'],
      login: { user: ORDERS, password: dovecot.password },
      bearer: { mechanism: 'XOAUTH2', accepts: (user, token) => provider.isActive(token, user) },
    });
    postgres = kind === 'postgres' ? await testDatabase('postgres') : undefined;
    const servers = {
      imap: { host: '127.0.0.1', port: dovecot.port, security: 'none' },
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'none' },
    };
    const { issuer, clientId, clientSecret } = provider;
    const config = {
      business: { name: "Maryam's Bakery" },
      mailboxes: [
        {
          name: 'main',
          address: HELLO,
          ...servers,
          oauth: { provider: 'other', issuer, clientId, clientSecret },
        },
        { name: 'orders', address: ORDERS, ...servers },
      ],
      reading: { poll: '2s' },
      // Two machines would need the same.
      ...(postgres
        ? { secretsKey: Buffer.alloc(32, 'rye').toString('base64'), signingKey: 'r'.repeat(40) }
        : {}),
    };
    daemon = prepareDaemon(config, postgres?.url);
    second = postgres ? prepareDaemon(config, postgres.url) : undefined;
    if (postgres) await daemon.wafa('migrate');
    await daemon.start();
  });

  afterAll(async () => {
    await daemon.dispose();
    await second?.dispose();
    await smtp.stop();
    await dovecot.stop();
    await provider.stop();
    await postgres?.close();
  });

  beforeEach(() => {
    onTestFailed(() => console.error(`${daemon.log()}${second?.log() ?? ''}`.slice(-LOG_SHOWN)));
  });

  const mailboxOf = (status: Status, name: string) => status.mailboxes.find((one) => one.name === name);
  const stored = (status: Status, name: string) =>
    mailboxOf(status, name)?.folders.find((folder) => folder.path === 'INBOX')?.stored ?? 0;
  const waitFor = (what: string, holds: (status: Status) => boolean) =>
    waitUntil(async () => holds(await daemon.status()), { timeoutMs: 60_000, everyMs: 500, what });

  it('says which command is missing, and leaves the server alone', async () => {
    await waitFor('both wait for a sign-in', (status) =>
      ['main', 'orders'].every((name) => mailboxOf(status, name)?.failure?.class === 'sign-in'),
    );
    const failure = mailboxOf(await daemon.status(), 'main')?.failure;
    expect(failure?.message).toContain('sign in again: npx wafa login main');
    expect(dovecot.log()).not.toContain('Login: user=<');
    expect(provider.introspections()).toBe(0);
  });

  it('reads the mailbox once a person agreed in a browser', async () => {
    dovecot.append(HELLO, 'INBOX', letter(1));
    const command = login(daemon, ['main', '--json']);
    await visitAndAgree(command, provider);
    expect(await command.ended).toBe(0);
    expect(JSON.parse(command.out())).toEqual({ mailbox: 'main', account: HELLO });
    await waitFor('the letter is stored', (status) => stored(status, 'main') === 1);
    expect(mailboxOf(await daemon.status(), 'main')?.failure).toBeNull();
  });

  it('keeps a password that is given, and does not keep a wrong one', async () => {
    const file = path.join(daemon.folder, 'orders.secret');
    writeFileSync(file, 'cold-bread\n');
    await expect(daemon.wafa('login', ORDERS, '--password-file', file)).rejects.toThrow(
      /ended with 5.*refuses the login/s,
    );
    writeFileSync(file, `${dovecot.password}\n`);
    expect(await daemon.wafa('login', ORDERS, '--password-file', file)).toContain('Signed in to orders');
    dovecot.append(ORDERS, 'INBOX', letter(2));
    await waitFor('the order is stored', (status) => stored(status, 'orders') === 1);
  });

  it('goes on for many lives of a token, and through a rotation of the key', async () => {
    const before = provider.refreshes();
    // With a configured key, the next one is for a person to make.
    const rotated = await daemon.wafa('key', 'rotate', '--json').then(
      (text) => `sealed ${(JSON.parse(text) as { sealed: number }).sealed}`,
      (error: unknown) => String(error),
    );
    expect(rotated).toMatch(kind === 'pglite' ? /^sealed 2$/ : /previousSecretsKey/);
    await waitUntil(() => provider.refreshes() > before || kickedIn(dovecot), {
      timeoutMs: 70_000,
      everyMs: 2000,
      what: 'a token is refreshed for a new connection',
    });
    dovecot.append(HELLO, 'INBOX', letter(3));
    await waitFor('the next letter is stored', (status) => stored(status, 'main') === 2);
  });

  it('stops when the consent is taken back, and goes on after the next sign-in', async () => {
    provider.withdraw(HELLO);
    provider.endAccessTokens();
    dovecot.kick(HELLO);
    await waitFor(
      'the mailbox waits for a person',
      (status) => mailboxOf(status, 'main')?.failure?.class === 'sign-in',
    );
    expect(mailboxOf(await daemon.status(), 'main')?.failure?.message).toContain('Token has been revoked');
    const asked = { refreshes: provider.refreshes(), introspections: provider.introspections() };
    dovecot.append(HELLO, 'INBOX', letter(4));
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect({ refreshes: provider.refreshes(), introspections: provider.introspections() }).toEqual(asked);

    const command = login(daemon, ['main', '--device']);
    const code = await waitUntil(() => /^ {2}([0-9A-F]{8})$/m.exec(command.errors())?.[1], {
      what: 'a code',
    });
    provider.approveDevice(code, HELLO);
    expect(await command.ended).toBe(0);
    await waitFor('the letter that came meanwhile is stored', (status) => stored(status, 'main') === 3);
  });

  if (kind !== 'postgres') return;

  it('is shared by a second worker, which takes over from one that is killed', async () => {
    await second?.start();
    await daemon.kill();
    dovecot.append(HELLO, 'INBOX', letter(5));
    dovecot.append(ORDERS, 'INBOX', letter(6));
    await waitFor(
      'both are read on',
      (status) => stored(status, 'main') === 4 && stored(status, 'orders') === 2,
    );
    const folders = (await daemon.status()).mailboxes.flatMap((mailbox) => mailbox.folders);
    expect(folders.map(({ stored: here }) => here)).toEqual(folders.map(({ server }) => server));
  });
});

interface LoginProcess {
  child: ChildProcess;
  out(): string;
  errors(): string;
  ended: Promise<number | null>;
}

/** `wafa login` beside the daemon, as a person has it open. */
function login(daemon: DaemonProcess, args: string[]): LoginProcess {
  const main = path.join(import.meta.dirname, '../../src/main.ts');
  const config = path.join(daemon.folder, 'wafa.yaml');
  const child = spawn(process.execPath, [main, 'login', ...args, '--config', config]);
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, out: () => out, errors: () => errors, ended };
}

async function visitAndAgree(command: LoginProcess, provider: TestProvider): Promise<void> {
  const url = await waitUntil(() => /https?:\S+\/authorize\S+/.exec(command.errors())?.[0], {
    what: 'the address to sign in at',
  });
  const page = await fetch(await provider.agree(url, HELLO));
  expect(await page.text()).toContain('You may close this page');
}

/** Throws the connections out, so that new ones are logged in. */
function kickedIn(dovecot: Dovecot): boolean {
  try {
    dovecot.kick(HELLO);
  } catch {
    // Nobody was connected at this moment.
  }
  return false;
}
