import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import { confirmUrl } from '../../src/outbox/preference-link.ts';
import { suppress } from '../../src/outbox/suppress.ts';
import { mailSettings } from '../../src/schedule/mail-settings.ts';
import { registerMailboxes } from '../../src/schedule/senders.ts';
import { subscriptionsStage } from '../../src/schedule/subscriptions-stage.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { BAKERY_YAML, TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const YAML = `${BAKERY_YAML}
consent:
  subscribePage: true
  topics:
    - name: bread
      title: { en: New breads, fa: نان‌های تازه }
    - name: garden
      title: { en: Our garden }
`;

let database: TestDatabase;
let workspace: Workspace;
let clock: MovableClock;
let app: Hono;
let nudges: number;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await clearBusiness(database);
  clock = movableClock({ now: () => Promise.resolve(TUESDAY_NOON) });
  workspace = await testWorkspace(database, { yaml: YAML, clock });
  nudges = 0;
  app = buildWebApp(workspace, testWebParts({ nudge: () => nudges++ }));
});
afterAll(() => database.close());

const NADIA = 'nadia@garden.example';

describe('asking for letters', () => {
  it('writes a letter to the address, and to nobody else, with a link that names nobody', async () => {
    const response = await ask();
    expect(await response.text()).toContain('We have sent a letter');
    expect(nudges).toBe(1);
    await stage();
    expect(await letters()).toEqual([
      {
        recipient: NADIA,
        template: 'confirm-subscription',
        class: 'transactional',
        state: 'queued',
        locale: 'en',
      },
    ]);
    const bytes = await lastBytes();
    expect(bytes).toContain(await confirmPath());
    expect(await confirmPath()).not.toContain('nadia');
    expect(await contacts()).toEqual([]);
    expect(await consents()).toEqual([
      {
        purpose: 'topic:garden',
        state: 'asked',
        source: 'form',
        wording: 'I would like to get by e-mail: Our garden',
      },
    ]);
  });

  it('is in the language of the page', async () => {
    const page = await (await app.request('/subscribe?lang=fa&topic=bread')).text();
    expect(page).toContain('lang="fa" dir="rtl"');
    expect(page).toContain('value="topic:bread" checked');
    await ask({ locale: 'fa', on: 'topic:bread' });
    await stage();
    expect(await letters()).toMatchObject([{ locale: 'fa' }]);
    expect(await consents()).toMatchObject([{ wording: 'مایلم با ایمیل دریافت کنم: نان‌های تازه' }]);
  });

  it('is answered alike whoever it is about, so that it tells nobody who is a customer', async () => {
    const stranger = await (await ask()).text();
    await ask();
    const again = await (await ask()).text();
    expect(again).toBe(stranger);
  });

  it('bothers nobody: one letter an hour, and three at most, however often somebody presses', async () => {
    for (let press = 0; press < 10; press++) {
      await ask();
      await stage();
    }
    expect(await letters()).toHaveLength(1);
    for (let hour = 0; hour < 10; hour++) {
      clock.advance(2 * HOUR_MS);
      await ask();
      await stage();
    }
    expect(await letters()).toHaveLength(3);
  });

  it('writes nothing to who marked our mail as spam', async () => {
    await database.inside((tx) =>
      suppress(tx, {
        canonical: NADIA,
        scope: 'marketing',
        reason: 'marked our mail as spam',
        source: 'complaint',
      }),
    );
    await ask();
    await stage();
    expect(await letters()).toEqual([]);
  });

  it.each([
    ['no address', { email: 'nadia at garden' }, 400],
    ['a header in the address', { email: 'nadia@garden.example\r\nBcc: all@x.example' }, 400],
    ['nothing chosen', { on: '' }, 400],
    ['a topic there is not', { on: 'topic:secrets' }, 400],
    ['a field that people do not see', { website: 'https://spam.example' }, 200],
  ])('writes nothing for %s', async (_, changes, status) => {
    const response = await ask(changes);
    expect(response.status).toBe(status);
    await stage();
    expect(await letters()).toEqual([]);
  });

  it('shows what was typed as text, never as markup (W5)', async () => {
    const text = await (await ask({ email: '"><script>alert(1)</script>', name: '<img src=x>' })).text();
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img src=x>');
  });

  it('is closed unless the settings open it', async () => {
    const closed = await testWorkspace(database, { yaml: BAKERY_YAML });
    const without = buildWebApp(closed, testWebParts());
    expect((await without.request('https://mail.bakery.example/subscribe')).status).not.toBe(200);
    const post = await without.request('https://mail.bakery.example/subscribe', { method: 'POST' });
    expect(post.status).not.toBe(200);
    await closed.close();
  });
});

describe('confirming', () => {
  it('changes nothing when the link is looked at (W1)', async () => {
    await ask();
    const path = await confirmPath();
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      await app.request(path, { method, headers: { purpose: 'prefetch' } });
    expect(await contacts()).toEqual([]);
    expect(await consents()).toHaveLength(1);
  });

  it('makes a contact of who presses the button, once however often (W2)', async () => {
    await ask({ name: 'Nadia Khoury' });
    const path = await confirmPath();
    const page = await (await app.request(path)).text();
    expect(page).toContain('Our garden');
    for (const _ of [1, 2]) {
      const response = await app.request(path, { method: 'POST' });
      expect(await response.text()).toContain('Welcome');
    }
    expect(await contacts()).toEqual([{ name: 'Nadia Khoury', kind: 'lead', source: 'form' }]);
    expect(await consents()).toMatchObject([
      { state: 'asked' },
      {
        state: 'granted',
        purpose: 'topic:garden',
        source: 'form',
        wording: 'I would like to get by e-mail: Our garden',
      },
    ]);
  });

  it('lifts what they had said before about this, and nothing else', async () => {
    await database.inside((tx) =>
      suppress(tx, { canonical: NADIA, scope: 'marketing', reason: 'unsubscribed', source: 'one-click' }),
    );
    await ask();
    await app.request(await confirmPath(), { method: 'POST' });
    const suppressions = await database.inside((tx) =>
      tx.selectFrom('suppressions').select(['scope', 'except_purposes']).execute(),
    );
    expect(suppressions).toEqual([{ scope: 'marketing', except_purposes: ['topic:garden'] }]);
  });

  it('comes too late after a week', async () => {
    await ask();
    const path = await confirmPath();
    clock.advance(8 * DAY_MS);
    for (const method of ['GET', 'POST']) expect((await app.request(path, { method })).status).toBe(410);
    expect(await contacts()).toEqual([]);
  });

  it.each([
    ['another signature', (token: string) => token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    [
      'another subscription',
      (token: string) => token.slice(0, 32) + newId().replaceAll('-', '') + token.slice(64),
    ],
    ['nonsense', () => 'let-me-in'],
  ])('is refused with %s (W3)', async (_, forge) => {
    await ask();
    const token = (await confirmPath()).split('/confirm/')[1] ?? '';
    for (const method of ['GET', 'POST'])
      expect((await app.request(`/confirm/${forge(token)}`, { method })).status).toBe(404);
    expect(await contacts()).toEqual([]);
  });

  it('asks for another try while the database is down (W2)', async () => {
    await ask();
    const path = await confirmPath();
    const down = await testDatabase();
    const broken = await testWorkspace(down, { yaml: YAML });
    await down.close();
    const alone = buildWebApp({ ...broken, signingKey: workspace.signingKey }, testWebParts());
    expect((await alone.request(path, { method: 'POST' })).status).toBe(503);
    const body = new URLSearchParams({ email: NADIA, on: 'topic:garden' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await alone.request('/subscribe', { method: 'POST', headers, body })).status).toBe(503);
    await broken.close();
  });
});

function ask(changes: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ email: NADIA, name: '', on: 'topic:garden', locale: 'en', ...changes });
  return Promise.resolve(
    app.request('/subscribe', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    }),
  );
}

async function stage() {
  const mailboxes = await registerMailboxes(workspace);
  return subscriptionsStage(workspace, mailSettings(workspace, mailboxes), () => {}).run();
}

async function confirmPath(): Promise<string> {
  const row = await database.inside((tx) =>
    tx.selectFrom('subscriptions').select('id').executeTakeFirstOrThrow(),
  );
  const subject = { businessId: database.businessId, subscriptionId: row.id };
  return confirmUrl(workspace.signingKey, subject, workspace.config.web.publicUrl) ?? '';
}

function letters() {
  return database.inside((tx) =>
    tx
      .selectFrom('outgoing_emails')
      .select(['recipient', 'template', 'class', 'state', 'locale'])
      .orderBy('created_at')
      .execute(),
  );
}

async function lastBytes(): Promise<string> {
  const row = await database.inside((tx) =>
    tx.selectFrom('outgoing_emails').select('bytes').executeTakeFirstOrThrow(),
  );
  return Buffer.from(row.bytes).toString('utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=');
}

function contacts() {
  return database.inside((tx) => tx.selectFrom('contacts').select(['name', 'kind', 'source']).execute());
}

function consents() {
  return database.inside((tx) =>
    tx
      .selectFrom('consent_events')
      .select(['purpose', 'state', 'source', 'wording'])
      .orderBy('number')
      .execute(),
  );
}
