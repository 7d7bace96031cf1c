import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { loopbackOnly } from '../../src/web/loopback-only.ts';

const app = new Hono();
app.use(loopbackOnly);
app.all('/', (context) => context.text('the pages'));

describe('the pages of this machine', () => {
  it.each(['http://localhost:4080/', 'http://127.0.0.1:4080/', 'http://[::1]:4080/'])(
    'open at %s',
    async (url) => {
      expect((await app.request(url)).status).toBe(200);
    },
  );

  it.each([
    'http://bakery.example/',
    'http://192.168.1.4:4080/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://0.0.0.0:4080/',
  ])('do not open at %s, whoever resolves it (DNS rebinding)', async (url) => {
    expect((await app.request(url)).status).toBe(403);
  });

  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])(
    'open to a connection from %s',
    async (from) => {
      expect((await connectionFrom(from)).status).toBe(200);
    },
  );

  it.each(['192.168.1.9', '::ffff:10.0.0.1', 'fe80::1', '2001:db8::127.0.0.1', undefined])(
    'do not open to a connection from %s that says Host: localhost',
    async (from) => {
      expect((await connectionFrom(from)).status).toBe(403);
    },
  );

  it.each(['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'])(
    'do not open through a proxy, which adds %s (W7)',
    async (name) => {
      const response = await app.request('http://localhost/', { headers: { [name]: '127.0.0.1' } });
      expect(response.status).toBe(403);
    },
  );
});

describe('a change', () => {
  it('may come from no page, as curl and the command line send it, and from our own', async () => {
    expect((await post({})).status).toBe(200);
    expect((await post({ origin: 'http://localhost:4080', 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    );
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:9999' },
    { origin: 'null' },
    { origin: 'not a url' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:4080' },
  ])('is refused from another site: %j (W8)', async (headers) => {
    expect((await post(headers)).status).toBe(403);
  });

  it('is not what GET and HEAD make, wherever the link stood', async () => {
    for (const method of ['GET', 'HEAD']) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect((await app.request('http://localhost:4080/', { method, headers })).status).toBe(200);
    }
  });
});

function connectionFrom(remoteAddress: string | undefined) {
  return app.request('http://localhost:4080/', {}, { incoming: { socket: { remoteAddress } } });
}

function post(headers: Record<string, string>) {
  return app.request('http://localhost:4080/', { method: 'POST', headers });
}
