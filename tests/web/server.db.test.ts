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
});
