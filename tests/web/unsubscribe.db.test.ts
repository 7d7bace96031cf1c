import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recheckEmail } from '../../src/automations/recheck.ts';
import { writeContext } from '../../src/automations/run-context.ts';
import { newId } from '../../src/lib/ids.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { clearBusiness, createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;
let rows: BakeryRows;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
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

const ONE_CLICK = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'List-Unsubscribe=One-Click',
};

describe('the unsubscribe link', () => {
  it('changes nothing when it is looked at, by a person or a mail scanner (W1)', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      await app.request(link(), { method, headers: { purpose: 'prefetch' } });
    }
    expect(await suppressions()).toEqual([]);
    expect(await stateOf(newsletter())).toBe('queued');
  });

  it('asks in the language of the mail, with a button that posts to the same address', async () => {
    const response = await app.request(link());
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain('lang="fa" dir="rtl"');
    expect(text).toContain('<form method="post"><button');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('unsubscribes on one click, without cookies or a page, and again (W2, RFC 8058)', async () => {
    for (const _ of [1, 2]) {
      const response = await app.request(link(), {
        ...ONE_CLICK,
        headers: { ...ONE_CLICK.headers, origin: 'https://mail.provider.example' },
      });
      expect(response.status).toBe(200);
      expect(response.redirected).toBe(false);
    }
    expect(await suppressions()).toEqual([
      {
        canonical: 'shirin.mohammadi@nameh.example',
        scope: 'marketing',
        reason: 'unsubscribed',
        source: 'one-click',
      },
    ]);
    expect(await stateOf(newsletter())).toBe('suppressed');
  });

  it('tells sequences that listen for it, transactional ones too, once however often it is pressed', async () => {
    const { shirin } = rows.contacts;
    const runId = newId();
    const since = new Date('2026-03-09T08:00:00Z');
    const context = writeContext({
      signalId: newId(),
      since,
      dueAt: since,
      stopOn: ['unsubscribe'],
      emailIds: [],
    });
    await database.inside((tx) =>
      tx
        .insertInto('automation_runs')
        .values({
          id: runId,
          automation: 'after-the-order',
          contact_id: shirin,
          occasion: 'order:9',
          mode: 'live',
          state: 'running',
          next_step_at: TUESDAY_NOON,
          started_at: since,
          context,
        })
        .execute(),
    );
    const email = { contactId: shirin, runId, campaignId: null };
    const recheck = () => database.inside((tx) => recheckEmail(tx, email, TUESDAY_NOON));
    expect(await recheck()).toBeUndefined();
    for (const _ of [1, 2]) await app.request(link(), ONE_CLICK);
    expect(await recheck()).toBe('the customer unsubscribed on 2026-03-10');
    const signals = await database.inside((tx) =>
      tx
        .selectFrom('signals')
        .select(['contact_id', 'history', 'evidence'])
        .where('kind', '=', 'unsubscribe')
        .execute(),
    );
    expect(signals).toEqual([
      {
        contact_id: shirin,
        history: false,
        evidence: { emailId: newsletter(), proof: 'our token', source: 'one-click' },
      },
    ]);
  });

  it('unsubscribes by the button, by multipart and with no body at all', async () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (const body of ['', form]) {
      expect((await app.request(link(), { method: 'POST', body })).status).toBe(200);
    }
    expect(await suppressions()).toHaveLength(1);
  });

  it.each([
    ['another signature', (token: string) => token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['another mail', (token: string) => token.slice(0, 32) + newId().replaceAll('-', '') + token.slice(64)],
    ['a shorter signature', (token: string) => token.slice(0, -1)],
    ['no signature', (token: string) => token.slice(0, 64)],
    ['nonsense', () => 'unsubscribe-everybody'],
    ['an injection', () => encodeURIComponent("'; delete from suppressions --")],
  ])('is refused with %s (W3)', async (_name, forge) => {
    const forged = `/u/${forge(token())}`;
    expect((await app.request(forged)).status).toBe(404);
    expect((await app.request(forged, ONE_CLICK)).status).toBe(404);
    expect(await suppressions()).toEqual([]);
  });

  it('is refused when it was signed for another purpose or by another key', async () => {
    const subject = { businessId: database.businessId, emailId: newsletter() };
    const foreign = unsubscribeToken('a key that somebody else signs with', subject);
    expect((await app.request(`/u/${foreign}`, ONE_CLICK)).status).toBe(404);
  });

  it('does nothing for a mail of another business, or one that is gone', async () => {
    const other = await createBusiness(database.db, `workshop-${newId()}`, "Karim's Workshop");
    for (const subject of [
      { businessId: other, emailId: newsletter() },
      { businessId: database.businessId, emailId: newId() },
    ]) {
      const response = await app.request(`/u/${unsubscribeToken(workspace.signingKey, subject)}`, ONE_CLICK);
      expect(response.status).toBe(404);
    }
    expect(await suppressions()).toEqual([]);
  });

  it('asks for another try while the database is down, and shows its page (W2)', async () => {
    const down = await testDatabase();
    const broken = await testWorkspace(down);
    await down.close();
    const alone = buildWebApp({ ...broken, signingKey: workspace.signingKey }, testWebParts());
    const response = await alone.request(link(), ONE_CLICK);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('60');
    expect((await alone.request(link())).status).toBe(200);
    await broken.close();
  });

  it('takes no more than a mail program sends (W14)', async () => {
    const response = await app.request(link(), { ...ONE_CLICK, body: `x=${'y'.repeat(2_000_000)}` });
    expect(response.status).toBe(413);
    expect(await suppressions()).toEqual([]);
  });
});

/** Shirin's newsletter, which waits to leave. */
function newsletter(): string {
  return rows.emails.queued ?? '';
}

function token(): string {
  return unsubscribeToken(workspace.signingKey, { businessId: database.businessId, emailId: newsletter() });
}

function link(): string {
  return `https://mail.bakery.example/u/${token()}`;
}

function suppressions() {
  return database.inside((tx) =>
    tx.selectFrom('suppressions').select(['canonical', 'scope', 'reason', 'source']).execute(),
  );
}

async function stateOf(id: string) {
  const row = await database.inside((tx) =>
    tx.selectFrom('outgoing_emails').select('state').where('id', '=', id).executeTakeFirst(),
  );
  return row?.state;
}
