import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { startWebServer } from '../../src/web/server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { testWorkspace } from '../support/workspace.ts';

const PARTS = testWebParts();
let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

describe('the web server', () => {
  it('says where it is, and answers a browser of this machine', async () => {
    const server = await startWebServer(workspace, PARTS);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(server.url)).status).toBe(200);
    const rebound = await fetch(server.url, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(rebound.status).toBe(403);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  it('names the port that is taken, and what to do', async () => {
    const server = await startWebServer(workspace, PARTS);
    const port = Number(new URL(server.url).port);
    const config = { ...workspace.config, web: { ...workspace.config.web, port } };
    await expect(startWebServer({ ...workspace, config }, PARTS)).rejects.toMatchObject({
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`),
      hint: expect.stringContaining('web.port'),
      exitCode: ExitCode.connection,
    });
    await server.close();
  });

  it('closes although somebody holds a connection and says nothing', async () => {
    const server = await startWebServer(workspace, PARTS);
    const idle = connect(Number(new URL(server.url).port), '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const closed = new Promise((resolve) => idle.once('close', resolve));
    idle.on('error', () => {});
    idle.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    await server.close();
    await closed;
    expect(idle.destroyed).toBe(true);
  });

  it('takes a body whose length is not told, up to the limit, and a post without any', async () => {
    const server = await startWebServer(workspace, PARTS);
    const post = async (path: string, body: string | undefined) => {
      // Without a length: in chunks, as some providers send one-click unsubscribes and shops their deliveries.
      const stream = body === undefined ? undefined : new Blob([body]).stream();
      const init = stream === undefined ? {} : { body: stream, duplex: 'half' as const };
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, ...init });
      await answer.arrayBuffer();
      return answer.status;
    };
    // A link that was cut off is told apart from a server that broke.
    expect(await post('/u/cut-off', 'List-Unsubscribe=One-Click')).toBe(404);
    expect(await post('/u/cut-off', 'x'.repeat(1_100_000))).toBe(413);
    expect(await post('/api/operations/status', '{}')).toBe(401);
    expect(await post('/api/operations/status', undefined)).toBe(401);
    await server.close();
  });

  it('keeps the API to this machine, also when it is loaded late', async () => {
    const server = await startWebServer(workspace, PARTS);
    const url = `${server.url}/api/v1/contacts`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403);
    await server.close();
  });
});
