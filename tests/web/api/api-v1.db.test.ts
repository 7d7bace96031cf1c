import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKeys } from '../../../src/businesses/api-keys.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { newId } from '../../../src/lib/ids.ts';
import { erase } from '../../../src/operations/leave.ts';
import type { Workspace } from '../../../src/schedule/workspace.ts';
import { openApiDocument } from '../../../src/web/api/openapi.ts';
import { API_ROUTES } from '../../../src/web/api/routes/all-routes.ts';
import { buildWebApp } from '../../../src/web/web-app.ts';
import { clearBusiness, createBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { testWebParts } from '../../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../../support/workspace.ts';

const KARIM = 'karim@haddad-workshop.example';

let database: TestDatabase;
let workspace: Workspace;
let app: ReturnType<typeof buildWebApp>;
let key: string;
let nudges: number;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  workspace = await testWorkspace(database);
  nudges = 0;
  app = buildWebApp(workspace, testWebParts({ nudge: () => nudges++ }));
  ({ key } = await database.inside((tx) =>
    createApiKey(tx, { name: 'till', actor: 'Maryam', now: TUESDAY_NOON }),
  ));
});
afterEach(async () => {
  await workspace.close();
  await clearBusiness(database);
});
afterAll(() => database.close());

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, never>;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await app.request(`http://localhost/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as never),
  };
}

const rye = (orderId: string, extra: object = {}) => ({
  email: KARIM,
  name: 'Karim Haddad',
  orderId,
  occurredAt: '2026-03-10T11:00:00Z',
  amountMinor: 1250,
  currency: 'EUR',
  items: [{ name: 'Rye', quantity: 2 }],
  ...extra,
});

describe('the API', () => {
  it('makes, shows, changes and lists contacts', async () => {
    const made = await ask('POST', '/contacts', {
      email: KARIM,
      name: 'Karim Haddad',
      kind: 'customer',
      tags: ['Rye'],
      fields: { phone: '+43 664 555 01 70' },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Karim Haddad', tags: ['rye'], emails: [{ address: KARIM }] },
    });
    const again = await ask('POST', '/contacts', { email: KARIM.toUpperCase(), name: 'Somebody else' });
    expect(again).toMatchObject({ status: 200, body: { id: made.body['id'], name: 'Karim Haddad' } });
    const id = String(made.body['id']);
    const changed = await ask('PATCH', `/contacts/${id}`, {
      fields: { title: 'Carpenter', company: 'Haddad & Sons', phone: null },
      removeTags: ['rye'],
      addTags: ['oak'],
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { tags: ['oak'], company: { name: 'Haddad & Sons' } },
    });
    expect(await ask('POST', `/contacts/${id}/notes`, { text: 'Likes rye' })).toMatchObject({ status: 201 });
    expect((await ask('GET', `/contacts/${id}`)).body).toMatchObject({
      notes: [{ text: 'Likes rye', author: 'api: till' }],
    });
    expect((await ask('GET', `/contacts?email=${KARIM}`)).body).toMatchObject({
      items: [{ id, email: KARIM }],
      next: null,
    });
    expect(nudges).toBeGreaterThan(0);
  });

  it('records purchases, payments, calls, feedback and carts once each', async () => {
    const sale = { items: [rye('1'), rye('2', { occurredAt: '2025-01-01T00:00:00+01:00' })] };
    expect(await ask('POST', '/purchases', sale)).toMatchObject({
      status: 200,
      body: { recorded: 2, created: 1, alreadyKnown: 0 },
    });
    expect(await ask('POST', '/purchases', sale)).toMatchObject({ body: { recorded: 0, alreadyKnown: 2 } });
    const payment = {
      orderId: '1',
      at: '2026-03-10T11:30:00Z',
      amountMinor: 1250,
      currency: 'EUR',
      method: 'card',
    };
    expect(await ask('POST', '/payments', { items: [payment, { ...payment, orderId: '9' }] })).toMatchObject({
      body: { recorded: 1, unknownPurchases: ['9'] },
    });
    const call = {
      email: KARIM,
      channel: 'phone',
      direction: 'incoming',
      at: '2026-03-10T10:00:00Z',
      minutes: 3,
    };
    expect(await ask('POST', '/interactions', { items: [call] })).toMatchObject({ body: { recorded: 1 } });
    const said = {
      email: KARIM,
      kind: 'survey',
      at: '2026-03-10T10:00:00Z',
      score: 9,
      scoreOf: 10,
      orderId: '1',
    };
    expect(await ask('POST', '/feedback', { items: [said] })).toMatchObject({ body: { recorded: 1 } });
    const cart = { email: KARIM, key: 'c1', items: [{ name: 'Cake' }], openedAt: '2026-03-10T11:45:00Z' };
    expect(await ask('POST', '/carts', { items: [cart] })).toMatchObject({ body: { opened: 1 } });

    const { body } = await ask('GET', '/purchases');
    const items = body['items'] as unknown as { orderId: string }[];
    items.sort((a, b) => a.orderId.localeCompare(b.orderId));
    expect(body).toMatchObject({
      items: [
        {
          orderId: '1',
          amountMinor: 1250,
          paidMinor: 1250,
          items: [{ name: 'Rye', quantity: 2 }],
          source: 'api',
          sourceRef: 'till',
        },
        { orderId: '2' },
      ],
      next: null,
    });
    const signals = await database.inside((tx) =>
      tx.selectFrom('signals').select(['kind', 'history']).orderBy('occurred_at', 'desc').execute(),
    );
    expect(signals.filter(({ kind }) => kind === 'purchase')).toEqual([
      { kind: 'purchase', history: false },
      { kind: 'purchase', history: true },
    ]);
    for (const list of ['/payments', '/interactions', '/feedback', '/carts'])
      expect((await ask('GET', list)).body['items']).toHaveLength(1);
  });

  it('makes companies and finds them', async () => {
    const made = await ask('POST', '/companies', {
      name: 'Haddad & Sons',
      domains: ['haddad-workshop.example'],
      fields: { site: 'https://haddad-workshop.example' },
    });
    expect(made).toMatchObject({
      status: 200,
      body: { name: 'Haddad & Sons', domains: ['haddad-workshop.example'] },
    });
    expect((await ask('GET', '/companies?domain=haddad-workshop.example')).body).toMatchObject({
      items: [{ id: made.body['id'] }],
    });
    expect(
      await ask('PATCH', `/companies/${String(made.body['id'])}`, { fields: { name: 'Haddad' } }),
    ).toMatchObject({ body: { name: 'Haddad' } });
  });

  it('gives long lists page by page, each row once', async () => {
    const items = Array.from({ length: 25 }, (_, number) =>
      rye(`${number}`, { email: `guest${number}@nameh.example` }),
    );
    await ask('POST', '/purchases', { items });
    for (const list of ['/purchases', '/contacts', '/companies']) {
      const seen: string[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page = await ask('GET', `${list}?limit=7${after === '' ? '' : `&after=${after}`}`);
        const body = page.body as unknown as { items: { id: string }[]; next: string | null };
        expect(body.items.length).toBeLessThanOrEqual(7);
        seen.push(...body.items.map(({ id }) => id));
        after = body.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(list === '/companies' ? 1 : 25);
    }
  });

  it('answers a repeated Idempotency-Key as before, and does nothing more', async () => {
    const note = { email: KARIM, channel: 'phone', direction: 'incoming', at: '2026-03-10T10:00:00Z' };
    const headers = { 'idempotency-key': 'a4c2' };
    const first = await ask('POST', '/interactions', { items: [note] }, headers);
    const [second, third] = await Promise.all([
      ask('POST', '/interactions', { items: [note] }, headers),
      ask('POST', '/interactions', { items: [note] }, headers),
    ]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    for (const again of [second, third]) {
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    expect(await ask('POST', '/interactions', { items: [{ ...note, minutes: 1 }] }, headers)).toMatchObject({
      status: 422,
      body: { type: 'urn:wafa:problem:other-request' },
    });
  });

  it('does the first of two at once, and only that', async () => {
    const headers = { 'idempotency-key': 'b7' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => ask('POST', '/contacts', { email: KARIM }, headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers.filter(({ headers: given }) => given.get('idempotency-replayed') === 'true')).toHaveLength(
      3,
    );
  });

  it('does not bring back who was erased, and says so', async () => {
    await ask('POST', '/purchases', { items: [rye('1')] });
    await erase.perform(workspace, { who: KARIM }, 'Maryam');
    expect(await ask('POST', '/contacts', { email: KARIM })).toMatchObject({
      status: 409,
      body: { type: 'urn:wafa:problem:erased' },
    });
    expect(await ask('POST', '/purchases', { items: [rye('2')] })).toMatchObject({
      body: { recorded: 0, refused: 1, erased: 1 },
    });
  });
});

describe('a request that is refused', () => {
  const problem = (kind: string, status: number) => ({
    status,
    body: { type: `urn:wafa:problem:${kind}`, status },
  });

  it('has no key, another key, or one that was revoked', async () => {
    const stranger = { authorization: '' };
    const answer = await ask('GET', '/contacts', undefined, stranger);
    expect(answer).toMatchObject(problem('no-key', 401));
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(
      await ask('GET', '/contacts', undefined, { authorization: `Bearer ${key.slice(0, -1)}` }),
    ).toMatchObject(problem('no-key', 401));
    await database.inside((tx) => revokeApiKeys(tx, 'till', { actor: 'Maryam', now: TUESDAY_NOON }));
    expect(await ask('GET', '/contacts')).toMatchObject(problem('no-key', 401));
  });

  it('says where it is not valid', async () => {
    const answer = await ask('POST', '/purchases', {
      items: [rye('1', { currency: 'euro', items: [{ name: '' }] }), { occurredAt: 'today' }],
    });
    expect(answer).toMatchObject(problem('not-valid', 400));
    const errors = answer.body['errors'] as unknown as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/items/0/currency', '/items/0/items/0/name', '/items/1/occurredAt']),
    );
    expect(await ask('GET', '/contacts?limit=0&sort=name')).toMatchObject(problem('not-valid', 400));
    expect(await ask('GET', '/purchases?after=nonsense')).toMatchObject(problem('not-valid', 400));
    expect(await ask('PATCH', `/contacts/${newId()}`, { fields: { shoe: '42' } })).toMatchObject(
      problem('not-found', 404),
    );
  });

  it.each([
    ['no JSON', 'POST', '/purchases', '{', 400, 'not-valid'],
    [
      'a prototype',
      'POST',
      '/contacts',
      '{"email":"a@b.example","__proto__":{"kind":"employee"}}',
      400,
      'not-valid',
    ],
    ['a column of ours', 'POST', '/contacts', '{"email":"a@b.example","business_id":"x"}', 400, 'not-valid'],
    ['an unknown path', 'GET', '/secrets', undefined, 404, 'not-found'],
    ['a method that is not there', 'PUT', '/contacts', '{}', 405, 'wrong-method'],
    ['too much', 'POST', '/purchases', `{"items":"${'x'.repeat(1_100_000)}"}`, 413, 'too-large'],
  ])('is %s', async (_name, method, path, body, status, kind) => {
    expect(await ask(method, path, body)).toMatchObject(problem(kind, status));
  });

  it('is no JSON by its own word', async () => {
    expect(await ask('POST', '/purchases', '{}', { 'content-type': 'text/plain' })).toMatchObject(
      problem('not-json', 415),
    );
  });

  it('is one too many', async () => {
    const answers: Answer[] = [];
    for (let number = 0; number < 30; number++)
      answers.push(await ask('GET', '/contacts', undefined, { authorization: 'Bearer wafa_guess' }));
    expect(answers.at(0)).toMatchObject(problem('no-key', 401));
    expect(answers.at(-1)).toMatchObject(problem('too-many', 429));
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await ask('GET', '/contacts')).toMatchObject({ status: 200 });
  });

  it('comes through a proxy, unless the operator allows that', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect(
      (
        await app.request('http://localhost/api/v1/contacts', {
          headers: { authorization: `Bearer ${key}`, ...forwarded },
        })
      ).status,
    ).toBe(403);
    workspace.config.web.api = 'anywhere';
    app = buildWebApp(workspace, testWebParts());
    expect(await ask('GET', '/contacts', undefined, forwarded)).toMatchObject({ status: 200 });
  });
});

describe('its description', () => {
  it('is what docs/openapi.json says; npm run generate writes it', () => {
    const written: unknown = JSON.parse(
      readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
    );
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('is given to whoever has a key, and names every path', async () => {
    const { body } = await ask('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0' });
    expect(Object.keys(body['paths'] as never).toSorted()).toEqual(
      [...new Set(API_ROUTES.map(({ path }) => path))].toSorted(),
    );
  });

  it('leads to nothing of another business (W10)', async () => {
    const other = await createBusiness(database.db, newId(), 'The mill');
    const [contactId, companyId] = [newId(), newId()];
    await inBusiness(database.db, other, async (tx) => {
      await tx.insertInto('companies').values({ id: companyId, name: 'Mill' }).execute();
      await tx
        .insertInto('contacts')
        .values({ id: contactId, name: 'Miller', kind: 'lead', source: 'csv', company_id: companyId })
        .execute();
    });
    for (const { method, path } of API_ROUTES.filter(({ path: one }) => one.includes('{id}'))) {
      for (const id of [contactId, companyId]) {
        const body =
          method === 'get'
            ? undefined
            : path.endsWith('notes')
              ? { text: 'x' }
              : { fields: { name: 'Mine' } };
        expect((await ask(method.toUpperCase(), path.replace('{id}', id), body)).status).toBe(404);
      }
    }
    for (const list of ['/contacts', '/companies', '/purchases'])
      expect((await ask('GET', list)).body['items']).toEqual([]);
    const names = await inBusiness(database.db, other, (tx) =>
      tx.selectFrom('contacts').select('name').execute(),
    );
    expect(names).toEqual([{ name: 'Miller' }]);
    await database.db.deleteFrom('businesses').where('business_id', '=', other).execute();
  });
});
