import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressGuard } from '../../../src/mailbox/find-servers/address-guard.ts';
import { guardedHttps } from '../../../src/mailbox/find-servers/guarded-https.ts';
import { type Authority, makeAuthority } from '../../support/authority.ts';
import { type DnsStub, startDnsStub } from '../../support/dns-stub.ts';
import { loopbackWorld } from '../../support/loopback-world.ts';
import { listenOnLoopback } from '../../support/network.ts';

const HERE = { a: ['127.0.0.1'] };

let authority: Authority;
let dns: DnsStub;
let web: Server;
let port: number;
let answer: RequestListener;
let asked: string[];

beforeAll(async () => {
  authority = makeAuthority();
  dns = await startDnsStub();
  const own = authority.issue(['autoconfig.bakery.example', 'bakery.example', '127.0.0.1']);
  web = createServer(own, (request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  port = await listenOnLoopback(web);
});
afterAll(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await dns.stop();
  authority.remove();
});
beforeEach(() => {
  asked = [];
  dns.use({
    'autoconfig.bakery.example': HERE,
    'bakery.example': HERE,
    'other.example': HERE,
    'inside.example': { a: ['10.0.0.7'] },
  });
});

const get = (url: string, options: { allowed?: string[]; totalTimeoutMs?: number; port?: number } = {}) =>
  loopbackWorld(dns, authority, { httpsPort: options.port ?? port, ...options }).fetchText(url);
const FILE = 'https://autoconfig.bakery.example/mail/config-v1.1.xml?emailaddress=a%40b.example';

describe('guardedHttps', () => {
  it('gets a small text, and asks for it as a browser would', async () => {
    answer = (request, response) => {
      expect(request.headers).not.toHaveProperty('authorization');
      response.end('<clientConfig/>');
    };
    expect(await get(FILE)).toEqual({ ok: true, text: '<clientConfig/>', url: FILE });
    expect(asked).toEqual(['autoconfig.bakery.example /mail/config-v1.1.xml?emailaddress=a%40b.example']);
  });

  it('connects to no address of our own networks, and asks nothing there', async () => {
    answer = (_request, response) => response.end('secret');
    expect(await get(FILE, { allowed: [] })).toEqual({
      ok: false,
      why: expect.stringMatching(/this machine itself/),
    });
    expect(await get('https://inside.example/')).toMatchObject({
      ok: false,
      why: expect.stringMatching(/private/),
    });
    expect(await get(`https://127.0.0.1:${port}/`, { allowed: [] })).toMatchObject({ ok: false });
    expect(await get(`https://[::ffff:127.0.0.1]:${port}/`, { allowed: [] })).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });

  it('connects to the address that was checked, though the name answers another the next time', async () => {
    const elsewhere = createServer(authority.issue(['autoconfig.bakery.example']), (_request, response) =>
      response.end('elsewhere'),
    );
    await new Promise<void>((resolve) => elsewhere.listen(port, '127.0.0.2', resolve));
    answer = (_request, response) => response.end('a secret of this machine');
    const world = loopbackWorld(dns, authority);
    const lookups = ['127.0.0.2', '127.0.0.1', '127.0.0.1'];
    const rebinding = {
      ...world.dns,
      addresses: () => Promise.resolve({ records: [lookups.shift() ?? ''] }),
    };
    const guard = addressGuard(['127.0.0.2']);
    const fetchText = guardedHttps({ dns: rebinding, guard, ca: authority.ca, port });
    expect(await fetchText(FILE)).toMatchObject({ ok: true, text: 'elsewhere' });
    expect(lookups).toHaveLength(2);
    expect((await fetchText(FILE)).ok).toBe(false);
    expect(asked).toEqual([]);
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('follows a redirect to https, guarded anew', async () => {
    answer = (request, response) => {
      if (request.url === '/here') response.end('moved');
      else response.writeHead(302, { location: `https://bakery.example:${port}/here` }).end();
    };
    expect(await get(FILE)).toMatchObject({ ok: true, text: 'moved' });
    expect(asked[1]).toBe(`bakery.example:${port} /here`);
  });

  it.each([
    ['http', 'http://bakery.example/x', /only https/],
    ['a file', 'file:///etc/passwd', /only https/],
    ['gopher', 'gopher://bakery.example/', /only https/],
    ['another port', 'https://bakery.example:6379/', /port 6379/],
    ['an address with a password', 'https://a:b@bakery.example/', /password/],
    ['a private address', 'https://10.0.0.7/', /private/],
    ['the metadata of a cloud', 'https://169.254.169.254/latest', /link-local/],
    ['a name in our network', 'https://inside.example/', /private/],
    ['nothing', 'https://', /no address/],
  ])('does not follow a redirect to %s', async (_what, location, why) => {
    answer = (_request, response) => response.writeHead(301, { location }).end();
    expect(await get(FILE)).toEqual({ ok: false, why: expect.stringMatching(why) });
    expect(asked).toHaveLength(1);
  });

  it('does not go in circles', async () => {
    answer = (_request, response) =>
      response.writeHead(302, { location: FILE.replace('.example/', `.example:${port}/`) }).end();
    expect(await get(FILE)).toEqual({ ok: false, why: 'redirects more than 3 times' });
    expect(asked).toHaveLength(4);
  });

  it('reads no more than a small file', async () => {
    answer = (_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(16_384)) && !response.destroyed);
      };
      response.on('drain', more);
      more();
    };
    expect(await get(FILE)).toEqual({ ok: false, why: 'is larger than 65536 bytes' });
  });

  it('waits no longer than told for a server that drips', async () => {
    answer = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    };
    const began = performance.now();
    expect(await get(FILE, { totalTimeoutMs: 400 })).toEqual({ ok: false, why: 'takes too long' });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('refuses a certificate for somebody else, and one that nobody vouches for', async () => {
    answer = (_request, response) => response.end('x');
    expect(await get('https://other.example/')).toEqual({
      ok: false,
      why: expect.stringMatching(/altnames/),
    });
    const stranger = { ...authority, ca: makeStranger() };
    const world = loopbackWorld(dns, stranger, { httpsPort: port });
    expect(await world.fetchText(FILE)).toEqual({ ok: false, why: expect.stringMatching(/certificate/) });
    expect(asked).toEqual([]);
  });

  it('takes nothing but 200 for an answer', async () => {
    answer = (_request, response) => response.writeHead(404).end('<clientConfig/>');
    expect(await get(FILE)).toEqual({ ok: false, why: 'answers 404' });
    expect(await get('https://nowhere.example/')).toEqual({
      ok: false,
      why: 'there is no address for nowhere.example',
    });
  });
});

function makeStranger(): string {
  const other = makeAuthority();
  other.remove();
  return other.ca;
}
