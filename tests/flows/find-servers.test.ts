import { createServer, type Server } from 'node:https';
import { createServer as createPlainServer, type Server as PlainServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findServers } from '../../src/mailbox/find-servers/find-servers.ts';
import { parseServer } from '../../src/mailbox/find-servers/server.ts';
import { type Authority, makeAuthority } from '../support/authority.ts';
import { type DnsStub, type DnsZone, startDnsStub } from '../support/dns-stub.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { loopbackWorld } from '../support/loopback-world.ts';
import { freePort, listenOnLoopback } from '../support/network.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/smtp-scripted.ts';

const MARYAM = 'maryam@bakery.example';
const HERE = { a: ['127.0.0.1'] };

let authority: Authority;
let dns: DnsStub;
let web: Server;
let httpsPort: number;
let dovecot: Dovecot;
let plainDovecot: Dovecot;
let smtp: ScriptedSmtp;
/** What the domain's web server serves, by host and path. */
let files: Record<string, string>;
const opened: PlainServer[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  authority = makeAuthority();
  dns = await startDnsStub();
  const names = ['autoconfig.bakery.example', 'bakery.example', 'autoconfig.hoster.example'];
  web = createServer(authority.issue(names), (request, response) => {
    const text = files[`${request.headers.host}${request.url?.split('?')[0]}`];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  httpsPort = await listenOnLoopback(web);
  dovecot = await startDovecot({
    tls: authority.issue(['imap.bakery.example', 'mx.hoster.example']),
  });
  plainDovecot = await startDovecot();
  smtp = await startScriptedSmtp({
    tls: authority.issue(['smtp.bakery.example', 'mx.hoster.example']),
  });
});
afterAll(async () => {
  await Promise.all([dovecot.stop(), plainDovecot.stop(), smtp.stop(), dns.stop()]);
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  authority.remove();
});
beforeEach(() => {
  files = {};
  dns.use({});
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(opened.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const find = (zone: DnsZone, given: { imap?: string; smtp?: string } = {}, allowed?: string[]) => {
  dns.use(zone);
  const imap = given.imap === undefined ? undefined : parseServer('imap', given.imap);
  const smtpServer = given.smtp === undefined ? undefined : parseServer('smtp', given.smtp);
  return findServers(MARYAM, loopbackWorld(dns, authority, { httpsPort, ...(allowed ? { allowed } : {}) }), {
    ...(imap ? { imap } : {}),
    ...(smtpServer ? { smtp: smtpServer } : {}),
  });
};
const configFile = (
  imapHost: string,
  imapPort: number,
  imapType: string,
  smtpHost: string,
) => `<clientConfig version="1.1">
  <emailProvider id="x">
    <incomingServer type="imap"><hostname>${imapHost}</hostname><port>${imapPort}</port><socketType>${imapType}</socketType><username>%EMAILLOCALPART%</username></incomingServer>
    <outgoingServer type="smtp"><hostname>${smtpHost}</hostname><port>${smtp.port}</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
  </emailProvider></clientConfig>`;
const BAKERY: DnsZone = {
  'imap.bakery.example': HERE,
  'smtp.bakery.example': HERE,
  'autoconfig.bakery.example': HERE,
};
const AUTOCONFIG = 'autoconfig.bakery.example/mail/config-v1.1.xml';
const srv = (target: string, port: number) => ({ srv: [{ priority: 0, weight: 0, port, target }] });

/** A server that answers each connection with `talk`, and whose port only the test knows. */
async function odd(
  talk: (socket: Socket) => void,
  certificate?: { cert: string; key: string },
): Promise<number> {
  const server = certificate ? createTlsServer(certificate, talk) : createPlainServer(talk);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  opened.push(server);
  return listenOnLoopback(server);
}

describe('findServers', () => {
  it('believes the autoconfig of the domain, and tells what answers there', async () => {
    files[AUTOCONFIG] = configFile('imap.bakery.example', dovecot.tlsPort ?? 0, 'SSL', 'smtp.bakery.example');
    const found = await find(BAKERY);
    expect(found.imap).toMatchObject({
      host: 'imap.bakery.example',
      port: dovecot.tlsPort,
      security: 'tls',
      user: 'maryam',
      source: 'autoconfig',
      needsConsent: false,
      address: '127.0.0.1',
      logins: expect.arrayContaining(['PLAIN', 'LOGIN']),
      why: `https://${AUTOCONFIG} names it`,
    });
    expect(found.smtp).toMatchObject({ host: 'smtp.bakery.example', security: 'starttls', user: MARYAM });
    expect(found.looks).toContainEqual({ where: '_imaps._tcp.bakery.example', found: 'nothing' });
    expect(found.candidates.filter(({ source }) => source === 'names').map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 12 }, () => ({ state: 'not-tried', why: 'another server answers already' })),
    );
  });

  it('reads the file at .well-known where there is no other', async () => {
    files['bakery.example/.well-known/autoconfig/mail/config-v1.1.xml'] = configFile(
      'imap.bakery.example',
      dovecot.port,
      'STARTTLS',
      'smtp.bakery.example',
    );
    const found = await find({ ...BAKERY, 'bakery.example': HERE });
    expect(found.imap).toMatchObject({ port: dovecot.port, security: 'starttls' });
  });

  it('finds servers by SRV records, and asks for consent when they lie outside the domain', async () => {
    const inside = {
      ...BAKERY,
      '_imaps._tcp.bakery.example': srv('imap.bakery.example', dovecot.tlsPort ?? 0),
      '_submission._tcp.bakery.example': srv('smtp.bakery.example', smtp.port),
    };
    expect(await find(inside)).toMatchObject({
      imap: { source: 'srv', needsConsent: false },
      smtp: { source: 'srv', security: 'starttls' },
    });
    const outside = {
      ...inside,
      'mx.hoster.example': HERE,
      '_imaps._tcp.bakery.example': srv('mx.hoster.example', dovecot.tlsPort ?? 0),
    };
    expect((await find(outside)).imap).toMatchObject({ host: 'mx.hoster.example', needsConsent: true });
  });

  it('asks the hoster that takes the mail where the domain says nothing', async () => {
    files['autoconfig.hoster.example/mail/config-v1.1.xml'] = configFile(
      'mx.hoster.example',
      dovecot.tlsPort ?? 0,
      'SSL',
      'mx.hoster.example',
    );
    const found = await find({
      'bakery.example': { mx: [{ preference: 1, exchange: 'mx.hoster.example' }] },
      'mx.hoster.example': HERE,
      'autoconfig.hoster.example': HERE,
    });
    expect(found.imap).toMatchObject({ host: 'mx.hoster.example', source: 'autoconfig', needsConsent: true });
    expect(dns.asked).toContain('MX bakery.example');
  });

  it('knows a provider by MX, suggests its servers only, and says what it wants', async () => {
    const found = await find({
      'bakery.example': { mx: [{ preference: 1, exchange: 'aspmx.l.google.com' }] },
      'imap.gmail.com': { a: ['10.0.0.7'] },
      'smtp.gmail.com': { a: ['10.0.0.7'] },
    });
    expect(found.provider).toEqual({ name: 'Google', login: 'app-password' });
    expect(found.isFreeMail).toBe(false);
    expect(found.note).toMatch(/apppasswords/);
    expect(found.candidates.map(({ host, why }) => [host, why])).toEqual([
      ['imap.gmail.com', 'mail for bakery.example goes to aspmx.l.google.com, which is Google'],
      ['smtp.gmail.com', 'mail for bakery.example goes to aspmx.l.google.com, which is Google'],
    ]);
    expect(found.candidates[0]?.outcome).toMatchObject({ state: 'failed', problem: 'forbidden' });
  });

  it('does not take a filter in front of the mailbox for the mailbox', async () => {
    const found = await find({
      'bakery.example': { mx: [{ preference: 1, exchange: 'eu-smtp-inbound-1.mimecast.com' }] },
    });
    expect(found.looks.find(({ where }) => where.startsWith('MX'))?.found).toMatch(/only filters/);
    expect(found.candidates.some(({ host }) => host.includes('mimecast'))).toBe(false);
  });

  it('asks nobody where both servers were named', async () => {
    const before = dns.asked.length;
    const found = await find(BAKERY, {
      imap: `127.0.0.1:${plainDovecot.port}`,
      smtp: `smtp.bakery.example:${smtp.port}`,
    });
    expect(found).toMatchObject({ imap: { source: 'given', security: 'none' }, smtp: { source: 'given' } });
    expect(dns.asked.slice(before).every((question) => question.endsWith('smtp.bakery.example'))).toBe(true);
  });

  it('names everything that was tried when nothing answers', async () => {
    const found = await find({});
    expect([found.imap, found.smtp]).toEqual([undefined, undefined]);
    expect(found.candidates).toHaveLength(12);
    expect(found.candidates[0]).toMatchObject({
      host: 'imap.bakery.example',
      why: 'a usual name',
      outcome: { problem: 'unknown-name', message: 'there is no server of the name imap.bakery.example' },
    });
  });
});

describe('what is wrong with a server', () => {
  const failure = async (imap: string, zone: DnsZone = BAKERY, allowed?: string[]) => {
    const found = await find(zone, { imap, smtp: `smtp.bakery.example:${smtp.port}` }, allowed);
    const [tried] = found.candidates;
    if (tried?.outcome.state !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(tried)}`);
    return tried.outcome;
  };

  it('is an address in a private network, until the operator allows it', async () => {
    expect(await failure('imap.bakery.example', BAKERY, [])).toMatchObject({
      problem: 'forbidden',
      message: expect.stringMatching(/127\.0\.0\.1 is this machine itself/),
      hint: expect.stringMatching(/allowedNetworks/),
    });
    const zone = { 'imap.bakery.example': { a: ['169.254.169.254'], aaaa: ['::ffff:10.0.0.7'] } };
    expect(await failure('imap.bakery.example', zone)).toMatchObject({ problem: 'forbidden' });
  });

  it('is a port that is none of mail, where somebody else named it', async () => {
    const found = await find(
      { ...BAKERY, '_imaps._tcp.bakery.example': srv('imap.bakery.example', 6379) },
      {},
      [],
    );
    expect(found.candidates[0]?.outcome).toMatchObject({ problem: 'port' });
    // Nor where a page sent it: only at the command line is it the operator who types.
    const world = { ...loopbackWorld(dns, authority, { allowed: [] }), typedByOperator: false };
    const named = parseServer('imap', 'imap.bakery.example:6379');
    const byPage = await findServers(MARYAM, world, named ? { imap: named } : {});
    expect(byPage.candidates[0]?.outcome).toMatchObject({ problem: 'port' });
  });

  it('is a closed port, or one that nothing comes back from', async () => {
    expect(await failure(`imap.bakery.example:${await freePort()}`)).toMatchObject({
      problem: 'closed',
      message: expect.stringMatching(/nothing answers/),
    });
    const silent = await odd(() => undefined);
    expect(await failure(`imap.bakery.example:${silent}`)).toMatchObject({
      problem: 'timeout',
      hint: expect.stringMatching(/firewall/),
    });
  });

  it('is a certificate for another name: it says for whom, and what to write', async () => {
    dns.use(BAKERY);
    const zone = { ...BAKERY, 'mail.bakery.example': HERE };
    const found = await find({
      ...zone,
      '_imaps._tcp.bakery.example': srv('mail.bakery.example', dovecot.tlsPort ?? 0),
    });
    expect(found.candidates[0]?.outcome).toMatchObject({
      problem: 'certificate-name',
      message: expect.stringMatching(/not for mail\.bakery\.example, but for imap\.bakery\.example/),
      hint: expect.stringMatching(`--imap imap.bakery.example:${dovecot.tlsPort}`),
    });
  });

  it('is a certificate that ran out, or that nobody vouches for', async () => {
    const expired = await odd(() => undefined, authority.issue(['imap.bakery.example'], { days: -1 }));
    const zone = { ...BAKERY, '_imaps._tcp.bakery.example': srv('imap.bakery.example', expired) };
    expect((await find(zone)).candidates[0]?.outcome).toMatchObject({
      problem: 'certificate',
      message: expect.stringMatching(/expired/),
    });
    const other = makeAuthority();
    const unknown = await odd(() => undefined, other.issue(['imap.bakery.example']));
    other.remove();
    const strange = { ...BAKERY, '_imaps._tcp.bakery.example': srv('imap.bakery.example', unknown) };
    expect((await find(strange)).candidates[0]?.outcome).toMatchObject({ problem: 'certificate' });
  });

  it('is a server without STARTTLS', async () => {
    expect(await failure(`imap.bakery.example:${plainDovecot.port}`)).toMatchObject({
      problem: 'no-starttls',
      message: expect.stringMatching(/readable for everybody/),
      hint: expect.stringMatching(/993/),
    });
  });

  it('is somebody who goes on in the clear after STARTTLS', async () => {
    const port = await odd((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n');
      socket.on('data', (chunk) => {
        if (chunk.toString().includes('CAPABILITY'))
          socket.write('* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n');
        else socket.write('a2 OK begin\r\n* CAPABILITY AUTH=PLAIN\r\na1 OK\r\n');
      });
    });
    expect(await failure(`imap.bakery.example:${port}`)).toMatchObject({
      message: expect.stringMatching(/in the clear after STARTTLS/),
    });
  });

  it.each<[string, string, string]>([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n', 'not-mail'],
    ['an SMTP server', '220 mx.bakery.example ESMTP\r\n', 'not-mail'],
    ['a server that is full', '* BYE too many connections\r\n', 'turned-away'],
    ['an endless line', 'x'.repeat(100_000), 'not-mail'],
    ['endless lines', '* OK hello\r\n'.repeat(2000), 'not-mail'],
    ['bytes', '\u0000\u0001\u00ff\r\n', 'not-mail'],
  ])('is %s', async (_what, says, problem) => {
    const port = await odd((socket) => {
      socket.on('error', () => undefined);
      socket.write(says);
    });
    expect(await failure(`imap.bakery.example:${port}`)).toMatchObject({ problem });
  });

  it('is a server that drips', async () => {
    const port = await odd((socket) => {
      const timer = setInterval(() => socket.write('* OK still here\r\n'), 300);
      socket.on('error', () => undefined);
      socket.on('close', () => clearInterval(timer));
    });
    const began = performance.now();
    expect(await failure(`imap.bakery.example:${port}`)).toMatchObject({ problem: 'timeout' });
    expect(performance.now() - began).toBeLessThan(8000);
  });

  it('is the wrong kind of port: TLS where none is spoken', async () => {
    const zone = { ...BAKERY, '_imaps._tcp.bakery.example': srv('imap.bakery.example', dovecot.port) };
    expect((await find(zone)).candidates[0]?.outcome).toMatchObject({
      problem: 'not-mail',
      hint: expect.stringMatching(/993 and 465: TLS/),
    });
  });
});
