import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { preferencesToken } from '../../src/outbox/preference-link.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { clearBusiness, createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { BAKERY_YAML, TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const YAML = `${BAKERY_YAML}
consent:
  topics:
    - name: bread
      title: { en: New breads, ar: خبز جديد, fa: نان‌های تازه }
    - name: garden
      title: { en: Our garden, ar: حديقتنا, fa: باغ ما }
`;

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;
let rows: BakeryRows;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database, { yaml: YAML });
  app = buildWebApp(workspace, testWebParts());
});
beforeEach(async () => {
  await clearBusiness(database);
  rows = await seedBakery(workspace, database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const SHIRIN = 'shirin.mohammadi@nameh.example';
const EVERYTHING = ['topic:bread', 'topic:garden', 'marketing', 'service'];

describe('the page of preferences', () => {
  it('changes nothing when it is looked at, by a person or a mail scanner (W1)', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      await app.request(link(), { method, headers: { purpose: 'prefetch' } });
    expect(await changes()).toEqual({ suppressions: [], consents: [], lessOften: [] });
    expect(await stateOf(newsletter())).toBe('queued');
  });

  it('shows what they get in their language, and names nobody', async () => {
    const text = await (await app.request(link())).text();
    expect(text).toContain('lang="fa" dir="rtl"');
    expect(text).toContain('باغ ما');
    expect(text.match(/name="on" value="[^"]+" checked/g)).toHaveLength(4);
    expect(text).not.toContain('Shirin');
    expect(text).not.toContain('nameh.example');
    expect(text).not.toContain('<script');
    expect(link()).not.toContain('shirin');
  });

  it('withdraws one topic, writes down in which words, and says what was done', async () => {
    const response = await choose({ on: ['topic:bread', 'marketing', 'service'] });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('دیگر نمی‌گیرید: <b>باغ ما</b>');
    expect(await changes()).toMatchObject({
      suppressions: [{ canonical: SHIRIN, scope: 'purpose:topic:garden' }],
      consents: [
        {
          purpose: 'topic:garden',
          state: 'withdrawn',
          ground: 'objection',
          source: 'page',
          wording: 'باغ ما',
        },
      ],
    });
    // The letter that waits is on another topic.
    expect(await stateOf(newsletter())).toBe('queued');
  });

  it('is the same when it is posted twice, and written down once (W2)', async () => {
    for (const _ of [1, 2]) await choose({ on: ['topic:bread', 'marketing', 'service'] });
    expect((await changes()).consents).toHaveLength(1);
    expect(await (await choose({ on: ['topic:bread', 'marketing', 'service'] })).text()).toContain(
      'همه چیز از پیش همین‌گونه بود',
    );
  });

  it('gives the topic back when they change their mind', async () => {
    await choose({ on: ['topic:bread', 'marketing', 'service'] });
    await choose({ on: EVERYTHING });
    const { suppressions, consents } = await changes();
    expect(suppressions).toEqual([]);
    expect(consents.map(({ state }) => state)).toEqual(['withdrawn', 'granted']);
  });

  it('sends less often, and not before the end of a pause', async () => {
    const until = new Date(TUESDAY_NOON.getTime() + 30 * DAY_MS);
    await choose({ on: EVERYTHING, often: 'less', pause: until.toISOString() });
    expect(await changes()).toMatchObject({
      suppressions: [{ canonical: SHIRIN, scope: 'snooze', until }],
      lessOften: [{ canonical: SHIRIN, less_often: true }],
    });
    // A pause holds what waits; it does not throw it away.
    expect(await stateOf(newsletter())).toBe('queued');
    await choose({ on: EVERYTHING });
    expect(await changes()).toMatchObject({ suppressions: [], lessOften: [{ less_often: false }] });
  });

  it.each(['2099-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 'tomorrow', '<script>'])(
    'takes no pause of %s',
    async (pause) => {
      await choose({ on: EVERYTHING, pause });
      expect((await changes()).suppressions).toEqual([]);
    },
  );

  it('writes to them in the language they choose, and says so in it', async () => {
    const text = await (await choose({ on: EVERYTHING, locale: 'ar' })).text();
    expect(text).toContain('lang="ar" dir="rtl"');
    expect(text).toContain('سنراسلكم بالعربية');
    const contact = await database.inside((tx) =>
      tx.selectFrom('contacts').select('locale').where('id', '=', rows.contacts.shirin).executeTakeFirst(),
    );
    expect(contact?.locale).toBe('ar');
  });

  it('stops everything but what concerns orders, and takes that back', async () => {
    await choose({ on: ['topic:bread', 'marketing', 'service'] });
    const text = await (await choose({ do: 'stop' })).text();
    expect(text).toContain('همهٔ اشتراک‌هایتان لغو شد');
    expect((await changes()).suppressions.map(({ scope }) => scope)).toEqual([
      'marketing',
      'purpose:service',
      'purpose:topic:garden',
    ]);
    expect(await stateOf(newsletter())).toBe('suppressed');
    expect(await signals()).toEqual(['unsubscribe']);

    const undo = Object.fromEntries(
      [...text.matchAll(/type="hidden" name="(often|locale)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const on = [...text.matchAll(/type="hidden" name="on" value="([^"]*)"/g)].map(([, value]) => value ?? '');
    expect(on).toEqual(['topic:bread', 'marketing', 'service']);
    const undone = await (await choose({ ...undo, on, do: 'undo' })).text();
    expect(undone).toContain('همه چیز مثل پیش شد');
    expect((await changes()).suppressions.map(({ scope }) => scope)).toEqual(['purpose:topic:garden']);
  });

  it('lets who unsubscribed from everything have one topic again, and nothing else', async () => {
    await choose({ do: 'stop' });
    await choose({ on: ['topic:garden'] });
    const { suppressions } = await changes();
    expect(suppressions.find(({ scope }) => scope === 'marketing')).toMatchObject({
      except_purposes: ['topic:garden'],
    });
    const text = await (await app.request(link())).text();
    expect(text.match(/value="([^"]+)" checked/g)).toEqual([
      'value="topic:garden" checked',
      'value="usual" checked',
    ]);
  });

  it.each([
    ['another signature', (token: string) => token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['another mail', (token: string) => token.slice(0, 32) + newId().replaceAll('-', '') + token.slice(64)],
    ['no signature', (token: string) => token.slice(0, 64)],
    ['nonsense', () => 'preferences-of-everybody'],
  ])('is refused with %s (W3)', async (_name, forge) => {
    const forged = `/p/${forge(token())}`;
    expect((await app.request(forged)).status).toBe(404);
    expect((await choose({ do: 'stop' }, forged)).status).toBe(404);
    expect(await changes()).toEqual({ suppressions: [], consents: [], lessOften: [] });
  });

  it('takes no token that was made for unsubscribing, nor the other way round (W3)', async () => {
    const subject = { businessId: database.businessId, emailId: newsletter() };
    const unsubscribe = unsubscribeToken(workspace.signingKey, subject);
    expect((await choose({ do: 'stop' }, `/p/${unsubscribe}`)).status).toBe(404);
    expect((await app.request(`/u/${token()}`, { method: 'POST' })).status).toBe(404);
    const foreign = preferencesToken('a key that somebody else signs with', subject);
    expect((await app.request(`/p/${foreign}`)).status).toBe(404);
  });

  it('does nothing for a mail of another business, or one that is gone', async () => {
    const other = await createBusiness(database.db, `workshop-${newId()}`, "Karim's Workshop");
    for (const subject of [
      { businessId: other, emailId: newsletter() },
      { businessId: database.businessId, emailId: newId() },
    ]) {
      const path = `/p/${preferencesToken(workspace.signingKey, subject)}`;
      expect((await choose({ do: 'stop' }, path)).status).toBe(404);
    }
    expect((await changes()).suppressions).toEqual([]);
  });

  it('asks for another try while the database is down (W2)', async () => {
    const down = await testDatabase();
    const broken = await testWorkspace(down, { yaml: YAML });
    await down.close();
    const alone = buildWebApp({ ...broken, signingKey: workspace.signingKey }, testWebParts());
    for (const method of ['GET', 'POST']) {
      const response = await alone.request(link(), { method });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('60');
    }
    await broken.close();
  });
});

describe('the unsubscribe link of a letter on a topic', () => {
  const path = () =>
    `/u/${unsubscribeToken(workspace.signingKey, { businessId: database.businessId, emailId: newsletter() })}`;
  const oneClick = () =>
    app.request(path(), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });

  beforeEach(() => aboutGarden(newsletter()));

  it('ends that topic only, and stops no sequence', async () => {
    const text = await (await oneClick()).text();
    expect(text).toContain('باغ ما');
    expect((await changes()).suppressions.map(({ scope }) => scope)).toEqual(['purpose:topic:garden']);
    expect(await stateOf(newsletter())).toBe('suppressed');
    expect(await signals()).toEqual(['unsubscribe-topic']);
  });

  it('offers to take it back, by a POST', async () => {
    const text = await (await oneClick()).text();
    expect(text).toContain('name="undo"');
    const undone = await app.request(path(), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'undo=yes',
    });
    expect(undone.status).toBe(200);
    expect(await changes()).toMatchObject({
      suppressions: [],
      consents: [{ state: 'withdrawn' }, { state: 'granted', source: 'page' }],
    });
  });
});

function newsletter(): string {
  return rows.emails.queued ?? '';
}

function token(): string {
  return preferencesToken(workspace.signingKey, {
    businessId: database.businessId,
    emailId: newsletter(),
  });
}

function link(): string {
  return `https://mail.bakery.example/p/${token()}`;
}

interface Choice {
  on?: readonly string[];
  often?: string;
  pause?: string;
  locale?: Locale;
  do?: string;
}

function choose({ on = [], ...rest }: Choice, path = link()): Promise<Response> {
  const body = new URLSearchParams({ do: 'save', ...rest });
  for (const purpose of on) body.append('on', purpose);
  return Promise.resolve(
    app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    }),
  );
}

function changes() {
  return database.inside(async (tx) => ({
    suppressions: await tx
      .selectFrom('suppressions')
      .select(['canonical', 'scope', 'until', 'except_purposes'])
      .orderBy('scope')
      .execute(),
    consents: await tx
      .selectFrom('consent_events')
      .select(['purpose', 'state', 'ground', 'source', 'wording'])
      .orderBy('number')
      .execute(),
    lessOften: await tx.selectFrom('mail_preferences').select(['canonical', 'less_often']).execute(),
  }));
}

async function signals(): Promise<string[]> {
  const found = await database.inside((tx) =>
    tx.selectFrom('signals').select('kind').where('kind', 'like', 'unsubscribe%').execute(),
  );
  return found.map(({ kind }) => kind);
}

async function stateOf(id: string) {
  const row = await database.inside((tx) =>
    tx.selectFrom('outgoing_emails').select('state').where('id', '=', id).executeTakeFirst(),
  );
  return row?.state;
}

async function aboutGarden(id: string): Promise<void> {
  await database.inside((tx) =>
    tx.updateTable('outgoing_emails').set({ purpose: 'topic:garden' }).where('id', '=', id).execute(),
  );
}
