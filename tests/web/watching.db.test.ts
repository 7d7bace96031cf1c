import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import type { StageHealth } from '../../src/schedule/lane.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { seedBakery } from '../support/bakery-rows.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const TOKEN = 'the token of daemon.json';
let database: TestDatabase;
let workspace: Workspace;
let nudges = 0;
let stages: StageHealth[] = [];
const parts = testWebParts({ operationsToken: TOKEN, stages: () => stages, nudge: () => nudges++ });

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

describe('/ready', () => {
  it('is not ready before a mailbox was read, ready when it was, and not when a stage fails', async () => {
    const early = await ask('/ready');
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({
      ready: false,
      problems: ['no mailbox has been looked at yet'],
    });
    await seedBakery(workspace, database);
    const read = await ask('/ready');
    expect(read.status).toBe(200);
    expect(await read.json()).toMatchObject({ ready: true, backlog: { match: 1 } });
    await database.inside((tx) =>
      tx
        .insertInto('mailboxes')
        .values({ id: newId(), name: 'taken out of the configuration', address: 'old@bakery.example' })
        .execute(),
    );
    expect((await ask('/ready')).status).toBe(200);
    expect(await (await ask('/')).text()).toContain('Not in the configuration any more');
    const numbers = readMetrics(await (await ask('/metrics')).text());
    expect(numbers.get('wafa_parked_emails{mailbox="taken out of the configuration"}')).toBe(0);
    stages = [failing('deliver', 'no such column')];
    const broken = await ask('/ready');
    expect(broken.status).toBe(503);
    expect(await broken.json()).toMatchObject({ problems: ['deliver fails: no such column'] });
    stages = [];
  });

  it('says that the database is away, while /health says that the process lives', async () => {
    const app = await appWithoutDatabase();
    const response = await app.request('http://localhost/ready');
    expect(response.status).toBe(503);
    expect(JSON.stringify(await response.json())).toContain('the database does not answer');
    expect(await (await app.request('http://localhost/health')).json()).toEqual({ alive: true });
  });
});

describe('/metrics', () => {
  it('is what Prometheus reads, line by line', async () => {
    stages = [failing('deliver', 'no such column')];
    const response = await ask('/metrics');
    stages = [];
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const numbers = readMetrics(await response.text());
    expect(numbers.get('wafa_database_up')).toBe(1);
    expect(numbers.get('wafa_records{kind="messages"}')).toBe(6);
    expect(numbers.get('wafa_outgoing_emails{state="uncertain"}')).toBe(1);
    expect(numbers.get('wafa_backlog_rows{stage="match"}')).toBe(1);
    expect(numbers.get('wafa_mailbox_sync_age_seconds{mailbox="bakery"}')).toBe(36);
    expect(numbers.get('wafa_sending_paused')).toBe(0);
    expect(numbers.get('wafa_stage_failing{stage="deliver"}')).toBe(1);
    expect(numbers.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('has no old numbers while the database is away', async () => {
    const app = await appWithoutDatabase();
    const numbers = readMetrics(await (await app.request('http://localhost/metrics')).text());
    expect(numbers.get('wafa_database_up')).toBe(0);
    expect([...numbers.keys()].filter((name) => /^wafa_(?!database_up|stage)/.test(name))).toEqual([]);
  });
});

describe('the operations', () => {
  it('are performed for who has the token, and things are looked at again', async () => {
    const before = nudges;
    const response = await operate('status', {});
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ result: { business: "Maryam's Bakery" } });
    expect(nudges).toBe(before + 1);
  });

  it.each([
    ['no token', undefined],
    ['an empty token', 'Bearer '],
    ['another token', `Bearer ${'x'.repeat(TOKEN.length)}`],
    ['half the token', `Bearer ${TOKEN.slice(0, 10)}`],
    ['the token without its word', TOKEN],
  ])('are refused with %s', async (_name, authorization) => {
    const response = await operate('status', {}, authorization === undefined ? {} : { authorization });
    expect(response.status).toBe(401);
  });

  it('are refused from another machine, another name and another site, token or not (W8)', async () => {
    const authorization = `Bearer ${TOKEN}`;
    const crossSite = await operate('status', {}, { authorization, origin: 'https://evil.example' });
    expect(crossSite.status).toBe(403);
    const app = buildWebApp(workspace, parts);
    const named = await app.request('http://bakery.example/api/operations/status', {
      method: 'POST',
      headers: { authorization },
      body: '{}',
    });
    expect(named.status).toBe(403);
  });

  it('say what is wrong with a request, with the exit code of the command line', async () => {
    const unknown = await operate('statsu', {});
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ hint: 'did you mean "status"?', exitCode: 2 });
    expect((await operate('status', { __proto__: null, surprise: true })).status).toBe(400);
    expect((await operate('digest-preview', { to: 7 })).status).toBe(400);
    const noJson = await operate('status', undefined);
    expect(noJson.status).toBe(400);
    expect(await noJson.json()).toMatchObject({ error: expect.stringContaining('no JSON') });
  });

  it('answer 500 for a fault of our own', async () => {
    const app = await appWithoutDatabase();
    const response = await app.request('http://localhost/api/operations/status', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: '{}',
    });
    expect(response.status).toBe(500);
  });
});

function ask(path: string) {
  return buildWebApp(workspace, parts).request(`http://localhost:4080${path}`);
}

function operate(
  name: string,
  input: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
) {
  return buildWebApp(workspace, parts).request(`http://localhost:4080/api/operations/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input) ?? 'no json',
  });
}

/** The same bakery, its database gone. */
async function appWithoutDatabase() {
  const gone = await testDatabase();
  const alone = await testWorkspace(gone);
  await gone.close();
  await alone.close();
  return buildWebApp(alone, parts);
}

function failing(name: string, lastError: string): StageHealth {
  return { name, lastRunAt: TUESDAY_NOON, lastOkAt: undefined, lastError, did: 4 };
}

/** The text format of Prometheus: comments, and `name{labels} number`. Anything else is an error. */
function readMetrics(text: string): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-z_][a-z0-9_]*(?:\{[^}]*\})?) (-?[\d.]+(?:e[+-]\d+)?|NaN)$/i.exec(line);
    if (!match) throw new Error(`not a line of metrics: ${line}`);
    numbers.set(match[1] ?? '', Number(match[2]));
  }
  return numbers;
}
