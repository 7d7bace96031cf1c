import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCampaign } from '../../src/campaigns/campaign.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { openOutbox } from '../outbox/outbox-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { testWebParts } from '../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let folder: string;
let app: Hono;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  folder = temporaryFolder('archive');
  const issues = join(folder, 'newsletter', 'issues');
  await mkdir(issues, { recursive: true });
  const issue = (head: string, body: string) => `---\n${head}\ndate: 2026-03-01\n---\n${body}\n`;
  const open = issue('subject: Spring <loaves>\narchive: true', 'Fresh <script>alert(1)</script>**rye**.');
  await writeFile(join(issues, 'spring-loaves.en.md'), open);
  await writeFile(
    join(issues, 'spring-loaves.fa.md'),
    issue('subject: نان بهاری\narchive: true', 'نان تازه'),
  );
  await writeFile(join(issues, 'not-sent.en.md'), issue('subject: Summer\narchive: true', 'Soon.'));
  await writeFile(join(issues, 'for-the-best.en.md'), issue('subject: Ten percent', 'Only for you.'));
  app = buildWebApp({ ...workspace, templatesFolder: folder }, testWebParts());
  const outbox = await openOutbox(database);
  for (const slug of ['spring-loaves', 'for-the-best']) {
    const { id } = await database.inside((tx) =>
      startCampaign(tx, {
        automation: 'newsletter',
        occasion: slug,
        issue: slug,
        segment: 'everyone',
        mode: 'live',
        now: TUESDAY_NOON,
      }),
    );
    await outbox.enqueue('karim', { idemKey: slug, class: 'marketing', campaignId: id });
  }
});
afterAll(async () => {
  await workspace.close();
  await database.close();
  removeFolder(folder);
});

const get = (path: string) => app.request(`https://mail.bakery.example${path}`);
const send = () =>
  database.inside((tx) =>
    tx.updateTable('outgoing_emails').set({ state: 'sent', sent_at: TUESDAY_NOON }).execute(),
  );

it('shows nothing before it was sent, and then only what says that it may be archived', async () => {
  expect(await (await get('/archive')).text()).toContain('There is no newsletter to read here yet.');
  expect((await get('/archive/spring-loaves')).status).toBe(404);
  await send();
  const list = await (await get('/archive')).text();
  expect(list).toMatch(/href="\/archive\/spring-loaves\?lang=en"><bdi>Spring &lt;loaves&gt;/);
  expect(list).not.toMatch(/Summer|Ten percent/);
  for (const slug of ['not-sent', 'for-the-best', 'none', '..%2f..%2fsecret'])
    expect((await get(`/archive/${slug}`)).status).toBe(404);
});

it('shows the issue in the language asked for, names nobody and runs nothing', async () => {
  await send();
  const english = await get('/archive/spring-loaves?lang=en');
  const page = await english.text();
  expect(page).toMatch(/<strong>rye<\/strong>/);
  expect(page).not.toMatch(/<script|karim/i);
  expect(english.headers.get('content-security-policy')).toContain("default-src 'none'");
  const persian = await (await get('/archive/spring-loaves?lang=fa')).text();
  expect(persian).toMatch(/lang="fa" dir="rtl".*نان بهاری/s);
  // There is none in Arabic: the business's own language.
  expect(await (await get('/archive/spring-loaves?lang=ar')).text()).toContain('lang="en"');
});
