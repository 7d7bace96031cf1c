import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { startWebServer, type WebServer } from '../../src/web/server.ts';
import { seedInsight } from '../support/bakery-insight.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { openChromium } from '../support/chromium.ts';
import { createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { lookAtContrast, lookAtPage } from '../support/look-at-page.ts';
import { insertReadMail, type ReadMail } from '../support/read-mail.ts';
import { testWebParts } from '../support/web-parts.ts';
import { testWorkspace } from '../support/workspace.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const PARTS = testWebParts();

let database: TestDatabase;
let workspace: Workspace;
let server: WebServer;
let emptyServer: WebServer;
let browser: Browser;
let rows: BakeryRows;
let read: ReadMail;

beforeAll(async () => {
  database = await testDatabase('pglite');
  workspace = await testWorkspace(database);
  rows = await seedBakery(workspace, database);
  await seedInsight(workspace, database);
  const now = await workspace.clock.now();
  read = await database.inside((tx) => insertReadMail(tx, rows.contacts.shirin, now));
  server = await startWebServer(workspace, PARTS);
  const newShop = await createBusiness(database.db, `new-${newId()}`, 'A new shop');
  emptyServer = await startWebServer({ ...workspace, businessId: newShop, automations: [] }, PARTS);
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await emptyServer.close();
  await server.close();
  await workspace.close();
  await database.close();
});

describe('the pages in a browser', () => {
  it.each<[Locale, typeof PHONE, 'light' | 'dark']>([
    ['en', PHONE, 'light'],
    ['en', DESK, 'dark'],
    ['ar', PHONE, 'dark'],
    ['ar', DESK, 'light'],
    ['fa', PHONE, 'light'],
    ['fa', DESK, 'dark'],
  ])('are whole and readable in %s on %o in %s', async (locale, viewport, colorScheme) => {
    const reader = await openReader({ viewport, colorScheme });
    const paths = [...pathsOf(rows, read), ...EMPTY_PATHS.map((path) => `${emptyServer.url}${path}`)];
    for (const path of paths) {
      await reader.open(`${path}${path.includes('?') ? '&' : '?'}lang=${locale}`);
      const seen = {
        path,
        lang: await reader.page.getAttribute('html', 'lang'),
        wrong: await lookAtPage(reader.page),
        weak: await lookAtContrast(reader.page),
      };
      expect(seen).toEqual({ path, lang: locale, wrong: [], weak: [] });
    }
    expect(reader.complaints).toEqual([]);
    expect(reader.strangers).toEqual([]);
    await reader.close();
  });

  it('lead from the status to a customer and back in another language', async () => {
    const reader = await openReader({ viewport: DESK });
    const { page } = reader;
    await reader.open('/');
    await page.getByRole('link', { name: 'Contacts', exact: true }).first().click();
    await page.getByRole('searchbox', { name: 'Name or address' }).fill('شیر');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'شیرین محمدی' }).click();
    await page.getByRole('link', { name: 'فارسی' }).click();
    expect(await page.textContent('h1')).toContain('شیرین محمدی');
    await page.getByRole('link', { name: /سفارش ۱۲ نان سنگک/ }).click();
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    expect(await page.textContent('dl')).toContain('۱۹ اسفند ۱۴۰۴');
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('lead from a figure down to the customers behind it, and to why one of them is among them', async () => {
    const reader = await openReader({ viewport: DESK });
    const { page } = reader;
    await reader.open('/?lang=fa');
    await page.getByRole('link', { name: 'شناخت' }).click();
    await page.getByRole('link', { name: 'ماندگاری مشتریان' }).click();
    const drawing = page.getByRole('img', { name: 'مشتریان در هفت سال، برای هفت اندازهٔ ماندگاری' });
    expect((await drawing.boundingBox())?.height).toBeGreaterThan(150);
    await page.locator('a[href*="move=left"]').first().click();
    expect(await page.textContent('h1')).toMatch(/رفته در .* ۲۰۲۵|رفته در .* ۲۰۲۶/);
    await page.locator('tbody a').first().click();
    await page.getByRole('link', { name: 'در خطر از دست رفتن' }).click();
    expect(await page.textContent('tbody')).toMatch(
      /معمولاً هر [۰-۹]+ روز؛ [۰-۹]+ روز است که خبری از او نیست/,
    );
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('show a mail of the outbox as it leaves, in its own language and direction', async () => {
    const reader = await openReader({ viewport: PHONE });
    await reader.open(`/outbox/${rows.emails.sent}`);
    const frame = reader.page.frames().find((one) => one.url().endsWith('/html'));
    const thanks = frame?.getByText('سپاسگزاریم', { exact: true });
    expect(await thanks?.isVisible()).toBe(true);
    const directions = await frame?.evaluate(
      `[...document.querySelectorAll('div')].filter((one) => one.innerText.trim() === 'سپاسگزاریم').map((one) => getComputedStyle(one).direction)`,
    );
    expect(new Set(directions as string[])).toEqual(new Set(['rtl']));
    expect(reader.strangers).toEqual([]);
    await reader.close();
  });

  it('show a hostile mail without running, sending or loading anything (W5)', async () => {
    const reader = await openReader({ viewport: DESK });
    await reader.open(`/messages/${rows.messages.hostile}`);
    const frame = reader.page.frames().find((one) => one.url().endsWith('/html'));
    expect(await frame?.locator('body').innerText()).toContain('Your invoice');
    expect(await reader.page.title()).toContain('alert("subject")');
    await reader.open(`/messages/${rows.messages.hostile}/html`);
    await reader.page.getByText('log in').click();
    expect(new URL(reader.page.url()).pathname).toBe(`/messages/${rows.messages.hostile}/html`);
    expect(reader.strangers).toEqual([]);
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('let a customer unsubscribe with one button, in the language of the mail', async () => {
    const reader = await openReader({ viewport: PHONE });
    const emailId = rows.emails.queued ?? '';
    const token = unsubscribeToken(workspace.signingKey, { businessId: database.businessId, emailId });
    await reader.open(`/u/${token}`);
    expect(await lookAtPage(reader.page)).toEqual([]);
    await reader.page.getByRole('button', { name: 'بله، اشتراکم را لغو کنید' }).click();
    expect(await reader.page.textContent('main')).toContain('انجام شد');
    const suppressed = await database.inside((tx) =>
      tx.selectFrom('suppressions').select(['canonical', 'source']).execute(),
    );
    expect(suppressed).toEqual([{ canonical: 'shirin.mohammadi@nameh.example', source: 'page' }]);
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('are seen wrong by these tests when they are', async () => {
    const reader = await openReader({ viewport: PHONE });
    await reader.page.setContent(
      '<html lang="fa" dir="ltr"><h1>a</h1><h3>b</h3><button></button><p style="color:#bbb;background:#fff">pale</p><main><p style="width:900px">wide</p></main></html>',
    );
    const wrong = (await lookAtPage(reader.page)).join('\n');
    for (const sign of [
      'wider than',
      'beyond the edge',
      'dir ltr for fa',
      'no title',
      'left out',
      'without a name',
    ])
      expect(wrong).toContain(sign);
    expect(await lookAtContrast(reader.page)).toEqual([expect.stringMatching(/^P\. 1\.\d\d$/)]);
    await reader.close();
  });
});

const INSIGHT_PATHS = ['/segments', '/value', '/retention', '/causes'];
const EMPTY_PATHS = ['/', '/messages', '/contacts', '/outbox', '/quarantine', ...INSIGHT_PATHS];

function pathsOf({ messages, contacts, company, emails }: BakeryRows, read: ReadMail): string[] {
  return [
    ...EMPTY_PATHS,
    '/contacts?search=nobody',
    '/companies',
    '/suggestions',
    '/segments/at-risk',
    '/value?by=revenue&group=at-risk',
    '/retention?new=share',
    '/retention/customers?of=cohort&month=2025-12&offset=2',
    `/companies/${company}`,
    '/outbox?state=uncertain',
    ...Object.values({ ...messages, ...read }).map((id) => `/messages/${id}`),
    ...Object.values(contacts).map((id) => `/contacts/${id}`),
    ...Object.values(emails).map((id) => `/outbox/${id}`),
  ];
}

/** A browser of somebody who notes every complaint of the browser and every request that goes to a stranger. */
interface Reader {
  page: Page;
  complaints: string[];
  strangers: string[];
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

async function openReader(options: Parameters<Browser['newContext']>[0]): Promise<Reader> {
  const context: BrowserContext = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== '127.0.0.1') strangers.push(request.url());
  });
  return {
    page,
    complaints,
    strangers,
    async open(path) {
      const response = await page.goto(new URL(path, server.url).href);
      if (response?.status() !== 200) complaints.push(`${response?.status()} at ${path}`);
    },
    close: () => context.close(),
  };
}
