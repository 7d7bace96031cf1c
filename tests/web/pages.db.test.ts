import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBusiness } from '../../src/database/in-business.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages } from '../support/message-rows.ts';
import { testWebParts } from '../support/web-parts.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;
let rows: BakeryRows;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  rows = await seedBakery(workspace, database);
  app = buildWebApp(workspace, testWebParts());
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

describe('the pages', () => {
  it('show what is there', async () => {
    expect(await textOf('/')).toMatch(/hello@bakery\.example.*Connected.*INBOX.*too large.*620 \/ 1,000/s);
    expect(await textOf('/messages')).toMatch(/Mail Delivery System.*شكوى.*سفارش ۱۲ نان سنگک.*walnut bread/s);
    expect(await textOf('/messages?class=bounce')).not.toContain('walnut bread');
    expect(await textOf(`/messages/${rows.messages.karim}`)).toMatch(
      /verified.*Two more for Friday.*Whole text.*How was the walnut bread\?.*Conversation/s,
    );
    expect(await textOf(`/messages/${rows.messages.shirin}`)).toMatch(/فهرست سفارش\.pdf.*183 kilobytes/s);
    expect(await textOf('/contacts')).toMatch(
      /Karim Haddad.*Haddad Workshop &amp; Söhne.*شیرین.*ليلى.*silent/s,
    );
    expect(await textOf(`/contacts/${rows.contacts.karim}`)).toMatch(
      /customer.*€72\.50.*karim@haddad-workshop\.example.*Walnut bread.*× 5.*Re: Your order/s,
    );
    expect(await textOf(`/contacts/${rows.contacts.layla}`)).toContain(
      'Silent since <time datetime="2026-03-01',
    );
    expect(await textOf('/outbox')).toMatch(/refused 1.*wafa outbox approve.*unsubscribed/s);
    expect(await textOf('/quarantine')).toContain('more than 50 multiparts inside each other');
  });

  it('say of a mail that is too large that only its headers are kept', async () => {
    await markHeadersOnly(rows.messages.karim, 63_000_000);
    expect(await textOf(`/messages/${rows.messages.karim}`)).toMatch(
      /only the headers of this mail are kept\. Its whole size: 63 megabytes/,
    );
    await database.inside((tx) => tx.deleteFrom('skips').where('content_hash', 'is not', null).execute());
    expect(await textOf(`/messages/${rows.messages.karim}`)).toContain('Two more for Friday');
  });

  it('say of a mail whose text is no longer kept that its time is over', async () => {
    const id = rows.messages.karim;
    const set = (values: { text: string; reply_text: string | null; text_dropped_at: Date | null }) =>
      database.inside((tx) => tx.updateTable('messages').set(values).where('id', '=', id).execute());
    const kept = await database.inside((tx) =>
      tx
        .selectFrom('messages')
        .select(['text', 'reply_text', 'text_dropped_at'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    );
    await set({ text: '', reply_text: '', text_dropped_at: new Date() });
    expect(await textOf(`/messages/${id}`)).toContain('no longer kept: its time is over');
    await set(kept);
    expect(await textOf(`/messages/${id}`)).toContain('Two more for Friday');
  });

  it('narrow the outbox to a state, and show one mail with its way and its bytes read back', async () => {
    const failed = await textOf('/outbox?state=failed');
    expect(failed).toContain('550 5.1.1 no such user here');
    expect(failed).not.toContain(rows.emails.sent);
    const email = await textOf(`/outbox/${rows.emails.failed}`);
    expect(email).toMatch(
      /waiting to leave.*leaving.*refused.*Maryam&#39;s Bakery.*Karim Haddad.*Thank you/s,
    );
    const preview = await app.request(local(`/outbox/${rows.emails.failed}/html`));
    expect(await preview.text()).toContain('Thank you');
  });

  it('give Wafa’s own reasons in the language of the page, and the server’s words as they are', async () => {
    const outbox = await textOf('/outbox?lang=fa');
    expect(outbox).toContain('اشتراک لغو شده است');
    expect(outbox).not.toContain('unsubscribed');
    expect(outbox).toContain('550 5.1.1 no such user here');
    expect(await textOf('/?lang=ar')).toContain('أكبر من الحد');
  });

  it('find people by the beginning of a name or an address, in any script', async () => {
    for (const [search, name] of [
      ['hadd', 'Karim Haddad'],
      ['KARIM@', 'Karim Haddad'],
      ['شیرین', 'شیرین محمدی'],
    ]) {
      const found = await textOf(`/contacts?search=${encodeURIComponent(search ?? '')}`);
      expect(found).toContain(name);
      expect(found).not.toContain('Mühle Steiner');
    }
    expect(await textOf('/contacts?kind=supplier')).toContain('Mühle Steiner');
    expect(await textOf('/contacts?silent=yes')).not.toContain('Karim Haddad');
    expect(await textOf(`/contacts?search=${encodeURIComponent('"><script>')}`)).toContain(
      'Nobody was found.',
    );
  });

  it('show an address once, with what may not be sent to it', async () => {
    await database.inside(async (tx) => {
      for (const scope of ['marketing', 'all'] as const)
        await tx
          .insertInto('suppressions')
          .values({
            canonical: 'layla.mansour@barid.example',
            scope,
            reason: scope === 'all' ? 'hard bounce 5.1.1' : 'unsubscribed',
            source: 'bounce',
          })
          .execute();
    });
    const text = await textOf(`/contacts/${rows.contacts.layla}`);
    expect(text.match(/<li><bdi>layla\.mansour@barid\.example/g)).toHaveLength(1);
    expect(text).toMatch(/gets no mail.*hard bounce 5\.1\.1/s);
    expect(text).not.toContain('gets no newsletters');
  });

  it('go through a long log page by page, each message once', async () => {
    const other = await createBusiness(database.db, `workshop-${newId()}`, "Karim's Workshop");
    const foreign = { ...workspace, businessId: other };
    await inBusiness(database.db, other, (tx) =>
      insertMessages(
        tx,
        Array.from({ length: 120 }, (_, number) => ({
          from: 'Maryam <maryam@bakery.example>',
          subject: `Letter ${number} end`,
          sentAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(number / 7))),
        })),
      ),
    );
    const workshop = buildWebApp(foreign, testWebParts());
    const seen: string[] = [];
    let path: string | undefined = '/messages';
    while (path !== undefined && seen.length < 500) {
      const text: string = await (await workshop.request(local(path))).text();
      seen.push(...(text.match(/Letter \d+ end/g) ?? []));
      path = /<a href="([^"]+)" rel="next">/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it('say so when there is nothing', async () => {
    const empty = await createBusiness(database.db, `new-${newId()}`, 'A new shop');
    const shop = buildWebApp({ ...workspace, businessId: empty, automations: [] }, testWebParts());
    const at = async (path: string) => (await shop.request(local(path))).text();
    expect(await at('/')).toMatch(/No mailbox has been looked at yet.*Nothing waits.*No automation/s);
    expect(await at('/messages')).toContain('No message has been logged yet');
    expect(await at('/messages?class=list')).toContain('There is no message of this kind');
    expect(await at('/contacts')).toContain('No contact yet');
    expect(await at('/outbox')).toContain('Wafa sends nothing until');
    expect(await at('/outbox?state=sent')).toContain('No mail is in this state');
    expect(await at('/quarantine')).toContain('every mail could be read');
  });

  it('speak the language that was asked for, and remember it', async () => {
    const response = await app.request(local('/contacts?lang=fa'));
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^wafa_language=fa;.*HttpOnly; SameSite=Lax/);
    expect(await response.text()).toMatch(/<html lang="fa" dir="rtl">.*مخاطبان.*۱۹ اسفند ۱۴۰۴/s);
    const next = await app.request(local('/'), { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await next.text()).toContain('<html lang="fa" dir="rtl">');
    expect(await textOf('/?lang=ar')).toMatch(/<html lang="ar" dir="rtl">.*١٬٢٤٣/s);
    expect(await textOf('/?lang=xx')).toContain('<html lang="en" dir="ltr">');
  });

  it('are not there where there is nothing, in the language of the reader', async () => {
    const missing = await app.request(local('/nowhere?lang=ar'));
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('لا شيء في هذا العنوان');
    for (const path of ['/messages/1', '/contacts/%00', '/outbox/..%2f..', '/quarantine/abc/raw', '/u/']) {
      expect(await statusOf(app, path)).toBe(`404 ${path}`);
    }
    for (const before of ['x', '_', '2026-13-45_x', `${'9'.repeat(400)}_${newId()}`, `_${newId()}`]) {
      for (const path of ['/messages', '/contacts', '/outbox']) {
        const asked = `${path}?before=${encodeURIComponent(before)}`;
        expect(await statusOf(app, asked)).toBe(`200 ${asked}`);
      }
    }
  });

  it('change nothing, whatever is asked of them', async () => {
    const before = await fingerprint();
    const paths = ['/', '/messages', '/contacts', '/outbox', '/quarantine', ...onePaths(rows)];
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const response = await app.request(local(path), { method });
        expect(response.status).toBe(method === 'GET' || method === 'HEAD' ? 200 : 404);
      }
    }
    expect(await fingerprint()).toBe(before);
  });

  it('refuse a change from another site before they look at it (W8)', async () => {
    const response = await app.request(local('/outbox'), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(response.status).toBe(403);
  });

  it('know nothing of another business (INV8, W10)', async () => {
    const other = await createBusiness(database.db, `spy-${newId()}`, 'A curious shop');
    const spy = buildWebApp({ ...workspace, businessId: other }, testWebParts());
    for (const path of onePaths(rows)) {
      expect(await statusOf(app, path)).toBe(`200 ${path}`);
      expect(await statusOf(spy, path)).toBe(`404 ${path}`);
    }
    for (const path of ['/', '/messages', '/contacts', '/outbox', '/quarantine']) {
      const text = await (await spy.request(local(path))).text();
      expect(text).not.toMatch(/Haddad|شیرین|walnut|multiparts/);
    }
  });
});

describe('what strangers wrote (W5)', () => {
  it('is text on every page', async () => {
    for (const path of ['/messages', `/messages/${rows.messages.hostile}`]) {
      const text = await textOf(path);
      expect(text).toContain('&lt;script&gt;alert(&quot;subject&quot;)');
      expect(text).not.toMatch(/<script/i);
    }
  });

  it('is shown as HTML only in a frame that can do nothing', async () => {
    const page = await textOf(`/messages/${rows.messages.hostile}`);
    expect(page).toContain(`sandbox="" src="/messages/${rows.messages.hostile}/html"`);
    const frame = await app.request(local(`/messages/${rows.messages.hostile}/html`));
    const policy = frame.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;/);
    expect(frame.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await frame.text()).not.toMatch(/<script|onerror|evil\.example\/p|<form|<svg|<iframe/i);
  });

  it('is downloaded from quarantine as bytes of no type (W12)', async () => {
    const response = await app.request(local(`/quarantine/${rows.quarantined}/raw`));
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="quarantined-[0-9a-f]{12}\.eml"$/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain('nested fifty thousand deep');
  });

  it('cannot run, for a page runs nothing and obeys one style sheet', async () => {
    const response = await app.request(local('/'));
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/style-src 'sha256-[\w+/=]{44}'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });
});

function onePaths({ messages, contacts, emails, quarantined }: BakeryRows): string[] {
  return [
    `/messages/${messages.shirin}`,
    `/messages/${messages.shirin}/html`,
    `/contacts/${contacts.karim}`,
    `/outbox/${emails.sent}`,
    `/outbox/${emails.sent}/html`,
    `/quarantine/${quarantined}/raw`,
  ];
}

function local(path: string): string {
  return `http://localhost:4080${path}`;
}

/** With the path, so that a failure says which. */
async function statusOf(asked: Hono, path: string): Promise<string> {
  return `${(await asked.request(local(path))).status} ${path}`;
}

/** A page without its style sheet. */
async function textOf(path: string): Promise<string> {
  const response = await app.request(local(path));
  expect(response.status).toBe(200);
  return (await response.text()).replace(/<style>.*<\/style>/s, '');
}

/** How many rows there are, and what state they are in. */
async function fingerprint(): Promise<string> {
  return database.inside(async (tx) => {
    const count = (table: 'suppressions' | 'messages' | 'contacts' | 'audit_log' | 'outgoing_transitions') =>
      tx
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .execute();
    const states = await tx.selectFrom('outgoing_emails').select(['id', 'state']).orderBy('id').execute();
    const raw = await tx.selectFrom('raw_messages').select(['content_hash', 'read_state']).execute();
    const counts = [];
    for (const table of [
      'suppressions',
      'messages',
      'contacts',
      'audit_log',
      'outgoing_transitions',
    ] as const)
      counts.push(await count(table));
    return JSON.stringify({ states, raw, counts });
  });
}

/** As reading leaves a mail of which it fetched the headers alone. */
async function markHeadersOnly(messageId: string, size: number): Promise<void> {
  await database.inside(async (tx) => {
    const { content_hash } = await tx
      .selectFrom('messages')
      .select('content_hash')
      .where('id', '=', messageId)
      .executeTakeFirstOrThrow();
    const { id } = await tx.selectFrom('folders').select('id').executeTakeFirstOrThrow();
    const skip = { folder_id: id, uid_validity: 1, uid: 9_999_999, reason: 'too large', size, content_hash };
    await tx.insertInto('skips').values(skip).execute();
  });
}
