import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/connect.ts';
import type { ConnectOptions } from '../../src/cli/connect-answers.ts';
import { init } from '../../src/cli/init.ts';
import { loadConfig, readConfig } from '../../src/config/read-config.ts';
import type { FoundServer } from '../../src/mailbox/find-servers/find-servers.ts';
import { tryLogin } from '../../src/operations/connect-try.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type Authority, makeAuthority } from '../support/authority.ts';
import { collectingTerminal } from '../support/collecting-terminal.ts';
import { type DnsStub, type DnsZone, startDnsStub } from '../support/dns-stub.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { loopbackWorld } from '../support/loopback-world.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

const ORDERS = 'orders@bakery.example';
const CUSTOMERS = 'مشتری‌ها';
const HERE = { a: ['127.0.0.1'] };
const BEFORE = `# Maryam's Bakery, as she set it up
business: { name: "Maryam's Bakery" } # the name on the door

mailboxes:
  # the first one sends
  - name: hello
    address: hello@bakery.example
    imap: { host: imap.bakery.example, password: "env:HELLO" }
    smtp: { host: smtp.bakery.example, password: "env:HELLO" }

# Ovens cool down at night.
sending:
  hourlyCap: 50 # be gentle
`;

let authority: Authority;
let dns: DnsStub;
let dovecot: Dovecot;
let plain: Dovecot;
let smtp: ScriptedSmtp;
let sink: SmtpSink;
let folder: string;
let file: string;
const usual = getCACertificates('default');

beforeAll(async () => {
  authority = makeAuthority();
  // What Debian's list of authorities would say of a real server.
  setDefaultCACertificates([...usual, authority.ca]);
  dns = await startDnsStub();
  const accounts = {
    mailboxes: [
      { name: 'Sent', specialUse: '\\Sent' },
      { name: 'Junk', specialUse: '\\Junk' },
    ],
  };
  dovecot = await startDovecot({ ...accounts, tls: authority.issue(['imap.bakery.example']) });
  plain = await startDovecot(accounts);
  const login = { user: ORDERS, password: dovecot.password };
  smtp = await startScriptedSmtp({
    tls: authority.issue(['smtp.bakery.example', 'mail.hoster.example']),
    login,
  });
  sink = await startSmtpSink();
});
afterAll(async () => {
  setDefaultCACertificates(usual);
  await Promise.all([dovecot.stop(), plain.stop(), smtp.stop(), sink.stop(), dns.stop()]);
  authority.remove();
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wafa-connect-'));
  file = path.join(folder, 'wafa.yaml');
  writeFileSync(file, BEFORE);
  process.env.HELLO = 'warm-bread';
  process.env.ORDERS = dovecot.password;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  delete process.env.HELLO;
  delete process.env.ORDERS;
});

const srv = (target: string, port: number) => ({ srv: [{ priority: 0, weight: 0, port, target }] });
const zone = (): DnsZone => ({
  'imap.bakery.example': HERE,
  'smtp.bakery.example': HERE,
  '_imaps._tcp.bakery.example': srv('imap.bakery.example', dovecot.tlsPort ?? 0),
  '_submission._tcp.bakery.example': srv('smtp.bakery.example', smtp.port),
});

async function run(options: ConnectOptions, records = zone()) {
  dns.use(records);
  const terminal = collectingTerminal();
  const allowed: (readonly string[])[] = [];
  const ended = await connect(terminal, file, ORDERS, options, (networks) => {
    allowed.push(networks);
    return loopbackWorld(dns, authority, { allowed: networks });
  }).then(
    () => undefined,
    (error: unknown) => error as Error & { hint?: string; exitCode?: number },
  );
  return { ended, lines: terminal.lines.join('\n'), allowed };
}

const LOOPBACK = { allowNetwork: ['127.0.0.0/8'] };

describe('wafa connect', () => {
  it('finds, logs in, and adds the mailbox; comments and secrets stay where they are', async () => {
    const { ended, lines } = await run({ ...LOOPBACK, passwordEnv: 'ORDERS' });
    expect(ended).toBeUndefined();
    expect(lines).toContain(
      `> imap.bakery.example:${dovecot.tlsPort} (TLS): _imaps._tcp.bakery.example names it`,
    );
    expect(lines).toMatch(/logged in as orders@bakery\.example; 3 folders/);
    expect(lines).toMatch(/reads Sent \(0 messages\)\n {2}leaves Junk: spam/);
    const after = readFileSync(file, 'utf8');
    for (const comment of BEFORE.match(/#.*$/gm) ?? []) expect(after).toContain(comment);
    expect(after).toContain('- name: hello');
    expect(after).not.toContain(dovecot.password);
    expect(statSync(file).mode & 0o077).toBe(0);
    const [, added] = loadConfig(file).mailboxes;
    expect(added).toMatchObject({
      name: 'orders',
      address: ORDERS,
      imap: {
        host: 'imap.bakery.example',
        port: dovecot.tlsPort,
        security: 'tls',
        password: dovecot.password,
      },
      smtp: { host: 'smtp.bakery.example', port: smtp.port, security: 'starttls' },
    });
    expect(smtp.received()).toEqual([]);
  });

  it('reads the folders that were named, whatever their letters', async () => {
    dovecot.createFolder(ORDERS, CUSTOMERS);
    dovecot.append(ORDERS, CUSTOMERS, 'Subject: 1\r\n\r\nsalaam\r\n');
    const { ended, lines } = await run({ ...LOOPBACK, passwordEnv: 'ORDERS', folders: ['INBOX', CUSTOMERS] });
    expect(ended).toBeUndefined();
    expect(lines).toContain(`reads ${CUSTOMERS} (1 messages)`);
    expect(lines).toContain('leaves Sent: not chosen');
    expect(loadConfig(file).mailboxes[1]?.folders).toEqual(['INBOX', CUSTOMERS]);
  });

  it('names the folder that was meant when one is not there', async () => {
    const { ended } = await run({ ...LOOPBACK, passwordEnv: 'ORDERS', folders: ['Sentt'] });
    expect(ended).toMatchObject({
      message: 'there is no folder "Sentt"',
      hint: 'did you mean "Sent"?',
      exitCode: 2,
    });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it('changes nothing in a dry run, and answers JSON without the password', async () => {
    const { ended, lines } = await run({ ...LOOPBACK, passwordEnv: 'ORDERS', dryRun: true, json: true });
    expect(ended).toBeUndefined();
    expect(JSON.parse(lines)).toMatchObject({
      ok: true,
      address: ORDERS,
      found: { imap: { source: 'srv', address: '127.0.0.1' }, looks: expect.any(Array) },
      login: {
        imap: { ok: true, choice: { read: [{ path: 'INBOX' }, { path: 'Sent' }] } },
        smtp: { ok: true },
      },
    });
    expect(lines).not.toContain(dovecot.password);
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it('writes nothing when a login is refused, and says what to look at', async () => {
    process.env.ORDERS = 'stale';
    const { ended, lines } = await run({ ...LOOPBACK, passwordEnv: 'ORDERS', json: true });
    expect(ended).toMatchObject({ message: 'nothing was written', exitCode: 5 });
    expect(JSON.parse(lines)).toMatchObject({
      ok: false,
      login: {
        imap: { ok: false, hint: expect.stringMatching(/user name .* password/) },
        smtp: { ok: false },
      },
    });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it('goes nowhere near our own networks unless the operator allows it', async () => {
    const { ended, lines, allowed } = await run({ passwordEnv: 'ORDERS' });
    expect(allowed).toEqual([[]]);
    expect(ended).toMatchObject({ exitCode: 5, hint: expect.stringMatching(/allowedNetworks/) });
    expect(lines).toMatch(/127\.0\.0\.1 is this machine itself/);
    writeFileSync(file, `${BEFORE}connecting: { allowedNetworks: [127.0.0.1] }\n`);
    expect((await run({ passwordEnv: 'ORDERS' })).ended).toBeUndefined();
  });

  it('takes an address that was typed, without TLS only on this machine', async () => {
    const open = await startScriptedSmtp({ extensions: ['8BITMIME'] });
    const { ended } = await run({
      imap: `127.0.0.1:${plain.port}`,
      smtp: `127.0.0.1:${open.port}`,
      passwordEnv: 'ORDERS',
    });
    await open.stop();
    expect(ended).toBeUndefined();
    expect(loadConfig(file).mailboxes[1]).toMatchObject({
      imap: { security: 'none', password: dovecot.password },
      smtp: { host: '127.0.0.1', security: 'none' },
    });
    // It knows no login, and is given none.
    expect(loadConfig(file).mailboxes[1]?.smtp.password).toBeUndefined();
  });

  it('gives no password to a server outside the domain that only DNS names', async () => {
    const outside = {
      ...zone(),
      'mail.hoster.example': HERE,
      '_submission._tcp.bakery.example': srv('mail.hoster.example', smtp.port),
    };
    const before = smtp.connections();
    const refused = await run({ ...LOOPBACK, passwordEnv: 'ORDERS' }, outside);
    expect(refused.ended).toMatchObject({
      message: expect.stringMatching(/only DNS says that mail\.hoster/),
      exitCode: 2,
    });
    expect(smtp.connections()).toBe(before + 1);
    expect((await run({ ...LOOPBACK, passwordEnv: 'ORDERS', yes: true }, outside)).ended).toBeUndefined();
  });

  it('refuses an address that is connected, and a configuration that is not there', async () => {
    writeFileSync(file, BEFORE.replace('hello@bakery.example', 'Orders+x@bakery.example'));
    expect((await run({})).ended).toMatchObject({
      message: expect.stringMatching(/connected already/),
      exitCode: 2,
    });
    rmSync(file);
    expect((await run({})).ended).toMatchObject({ exitCode: 3 });
  });

  it('asks for a password only where somebody can answer', async () => {
    expect((await run(LOOPBACK)).ended).toMatchObject({
      exitCode: 2,
      hint: expect.stringMatching(/--password-env/),
    });
    expect((await run({ ...LOOPBACK, passwordEnv: 'NOT_SET' })).ended).toMatchObject({ exitCode: 2 });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it('adds a mailbox at Microsoft without a password, for wafa login', async () => {
    const microsoft = {
      'bakery.example': { mx: [{ preference: 0, exchange: 'bakery-example.mail.protection.outlook.com' }] },
    };
    const servers = { imap: `127.0.0.1:${plain.port}`, smtp: `127.0.0.1:${sink.port}` };
    const refused = await run({}, microsoft);
    expect(refused.lines).toMatch(
      /goes to bakery-example\.mail\.protection\.outlook\.com, which is Microsoft 365/,
    );
    expect(refused.ended).toMatchObject({ exitCode: 5 });
    const wrong = await run({ ...servers, oauthClient: 'abc' }, {});
    expect(wrong.ended).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/only for mailboxes at Google/),
    });
  });
});

describe('connecting with OAuth', () => {
  it('writes no password, tries no login, and leaves that to wafa login', async () => {
    dns.use({});
    const terminal = collectingTerminal();
    const servers = { imap: `127.0.0.1:${plain.port}`, smtp: `127.0.0.1:${sink.port}` };
    const world = (allowed: readonly string[]) => loopbackWorld(dns, authority, { allowed });
    await connect(terminal, file, 'karim@outlook.com', { ...servers, oauthClient: '1234' }, world);
    const [, added] = loadConfig(file).mailboxes;
    expect(added).toMatchObject({ name: 'karim', oauth: { provider: 'microsoft', clientId: '1234' } });
    expect([added?.imap.password, added?.smtp.password]).toEqual([undefined, undefined]);
    expect(terminal.lines.at(-1)).toBe('Next: npx wafa login karim');
  });
});

describe('the operations that a page calls', () => {
  const perform = (name: string, input: unknown, allowedNetworks: string[] = []) => {
    const text = `${BEFORE}connecting: { allowedNetworks: ${JSON.stringify(allowedNetworks)} }\n`;
    const workspace = { config: readConfig(text, 'wafa.yaml', { HELLO: 'x' }) } as Workspace;
    return findOperation(name).perform(workspace, input, 'a page');
  };
  const here = () => ({ address: ORDERS, imap: `127.0.0.1:${plain.port}`, smtp: `127.0.0.1:${sink.port}` });

  it('go nowhere near this machine, whatever a browser sends', async () => {
    const found = await perform('mailbox-find', here());
    expect(found).toMatchObject({
      candidates: [{ outcome: { state: 'failed', problem: 'port' } }, { outcome: { state: 'failed' } }],
    });
    const tried = await perform('mailbox-try', { ...here(), password: plain.password });
    expect(tried).not.toHaveProperty('login');
    await expect(perform('mailbox-try', { ...here(), address: 'x' })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('find and try what the operator allows, as plain JSON', async () => {
    const input = { ...here(), password: plain.password, folders: ['*'] };
    const answer = await perform('mailbox-try', input, ['127.0.0.1']);
    expect(JSON.parse(JSON.stringify(answer))).toMatchObject({
      found: { imap: { address: '127.0.0.1' }, looks: [] },
      login: {
        imap: { ok: true, choice: { read: [{ path: 'INBOX' }, { path: 'Sent' }] } },
        smtp: { ok: true },
      },
    });
    expect(JSON.stringify(answer)).not.toContain(plain.password);
  });
});

describe('wafa init', () => {
  it('finds the servers as connect does, and writes what answered', async () => {
    rmSync(file);
    dns.use(zone());
    const terminal = collectingTerminal();
    const options = { address: ORDERS, business: "Maryam's Bakery", passwordEnv: 'ORDERS', ...LOOPBACK };
    await init(terminal, file, options, (allowed) => loopbackWorld(dns, authority, { allowed }));
    expect(terminal.lines.join('\n')).toMatch(/> imap\.bakery\.example:\d+ \(TLS\): _imaps/);
    expect(loadConfig(file).mailboxes).toMatchObject([
      {
        address: ORDERS,
        imap: {
          host: 'imap.bakery.example',
          port: dovecot.tlsPort,
          security: 'tls',
          password: dovecot.password,
        },
        smtp: { host: 'smtp.bakery.example', security: 'starttls' },
      },
    ]);
  });

  it('writes nothing where no server is found, and says what to do', async () => {
    rmSync(file);
    dns.use({});
    const options = { address: ORDERS, business: 'Bakery', passwordEnv: 'ORDERS' };
    const world = (allowed: readonly string[]) => loopbackWorld(dns, authority, { allowed });
    await expect(init(collectingTerminal(), file, options, world)).rejects.toMatchObject({
      message: 'no IMAP and no SMTP server was found that can be used',
      exitCode: 5,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('guesses without a network when it is not to try', async () => {
    rmSync(file);
    const asked = dns.asked.length;
    const options = {
      address: 'maryam@gmail.com',
      business: 'Bakery',
      passwordEnv: 'ORDERS',
      skipTest: true,
    };
    await init(collectingTerminal(), file, options, () => {
      throw new Error('nobody may be asked');
    });
    expect(dns.asked).toHaveLength(asked);
    expect(loadConfig(file).mailboxes[0]).toMatchObject({
      imap: { host: 'imap.gmail.com', port: 993 },
      smtp: { host: 'smtp.gmail.com', port: 465 },
      authservIds: ['mx.google.com'],
    });
  });
});

describe('tryLogin', () => {
  const found = (changes: Partial<FoundServer>): FoundServer => ({
    protocol: 'imap',
    host: '127.0.0.1',
    port: plain.port,
    security: 'none',
    source: 'given',
    user: ORDERS,
    why: 'you named it',
    needsConsent: false,
    address: '127.0.0.1',
    logins: ['PLAIN'],
    ...changes,
  });

  it('tries the part before the @ where the whole address is refused', async () => {
    const small = await startScriptedSmtp({ login: { user: 'orders', password: plain.password } });
    const login = await tryLogin({
      address: ORDERS,
      password: plain.password,
      imap: found({}),
      smtp: found({ protocol: 'smtp', port: small.port }),
    });
    expect(login).toMatchObject({ imap: { ok: true, user: ORDERS }, smtp: { ok: true, user: 'orders' } });
    await small.stop();
  });

  it('gives no password to a server that takes none', async () => {
    const only = { logins: ['XOAUTH2'] };
    const login = await tryLogin({
      address: ORDERS,
      password: plain.password,
      imap: found(only),
      smtp: found({ ...only, protocol: 'smtp', port: sink.port }),
    });
    expect(login.imap).toMatchObject({
      ok: false,
      message: expect.stringMatching(/takes no password \(it offers XOAUTH2/),
    });
    expect(login.smtp.ok).toBe(false);
  });
});
