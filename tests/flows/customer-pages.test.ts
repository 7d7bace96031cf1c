import path from 'node:path';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askToSubscribe } from '../../src/customers/consent/subscriptions.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { confirmUrl, preferencesToken } from '../../src/outbox/preference-link.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { openChromium } from '../support/chromium.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lookAtContrast, lookAtPage } from '../support/look-at-page.ts';
import { testWebParts } from '../support/web-parts.ts';
import { BAKERY_YAML, TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const YAML = `${BAKERY_YAML}
consent:
  subscribePage: true
  topics:
    - name: bread
      title: { en: New breads and cakes, ar: جديد الخبز والحلوى, fa: نان‌ها و شیرینی‌های تازه }
    - name: garden
      title: { en: Evenings in our garden, ar: أمسيات حديقتنا, fa: شب‌های باغ ما }
`;

let database: TestDatabase;
let workspace: Workspace;
let rows: BakeryRows;
let browser: Browser;
let server: ReturnType<typeof serve>;
let origin: string;

beforeAll(async () => {
  process.env['TEST_DATABASE_KIND'] = 'pglite';
  database = await testDatabase();
  workspace = await testWorkspace(database, { yaml: YAML });
  rows = await seedBakery(workspace, database);
  const app = buildWebApp(workspace, testWebParts());
  origin = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  server.close();
  await workspace.close();
  await database.close();
});

const LOCALES: readonly Locale[] = ['en', 'ar', 'fa'];
const WINDOWS = [
  { name: 'wide', width: 1200, height: 900 },
  { name: 'phone', width: 360, height: 740 },
];

/** Where pictures go for whoever wants to look: `LOOK_AT=folder`. */
const PICTURES = process.env['LOOK_AT'];

const subject = () => ({ businessId: database.businessId, emailId: rows.emails.queued ?? '' });

it.each(LOCALES.flatMap((locale) => WINDOWS.map((window) => [locale, window] as const)))(
  'customers can read and use their pages in %s, %o',
  async (locale, { name, ...viewport }) => {
    await database.inside((tx) =>
      tx.updateTable('contacts').set({ locale }).where('id', '=', rows.contacts.shirin).execute(),
    );
    await database.inside((tx) =>
      tx.updateTable('outgoing_emails').set({ locale }).where('id', '=', subject().emailId).execute(),
    );
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme, javaScriptEnabled: true });
      const problems: string[] = [];
      page.on('console', (message) => problems.push(message.text()));
      const look = async (what: string) => {
        expect({ what, wrong: await lookAtPage(page) }).toEqual({ what, wrong: [] });
        expect({ what, wrong: await lookAtContrast(page) }).toEqual({ what, wrong: [] });
        if (PICTURES !== undefined)
          await page.screenshot({
            path: path.join(PICTURES, `${what}-${locale}-${name}-${colorScheme}.png`),
            fullPage: true,
          });
      };
      await page.goto(`${origin}/p/${preferencesToken(workspace.signingKey, subject())}`);
      await look('preferences');
      await page.locator('input[value="topic:garden"]').uncheck();
      await page.locator('input[value="less"]').check();
      await page.locator('input[name="pause"]').check();
      await page.locator('button[value="save"]').click();
      await look('preferences-saved');
      expect(await page.locator('.done li').count()).toBe(3);
      await page.locator('button[value="undo"]').click();
      await look('preferences-undone');
      expect(await page.locator('input[value="topic:garden"]').isChecked()).toBe(true);
      await page.locator('button[value="stop"]').click();
      await look('preferences-stopped');
      expect(await page.locator('input[name="on"]:checked').count()).toBe(0);
      await page.locator('button[value="undo"]').click();
      expect(await page.locator('input[name="on"]:checked').count()).toBe(4);

      await page.goto(`${origin}/u/${unsubscribeToken(workspace.signingKey, subject())}`);
      await look('unsubscribe');
      await page.locator('button[type="submit"]').first().click();
      await look('unsubscribed');
      await page.locator('button[name="undo"]').click();
      await look('unsubscribe-undone');

      await page.goto(`${origin}/subscribe?lang=${locale}`);
      await look('subscribe');
      await page.locator('input[name="email"]').fill('nadia@garden.example');
      await page.locator('button[type="submit"]').click();
      await look('subscribe-thanks');
      await page.goto(`${origin}${await confirmPath(locale)}`);
      await look('confirm');
      await page.locator('button[type="submit"]').click();
      await look('confirmed');
      expect(problems).toEqual([]);
      await page.close();
    }
  },
);

let asked = 0;
async function confirmPath(locale: Locale): Promise<string> {
  const request = {
    address: `reader-${asked++}@garden.example`,
    name: '',
    locale,
    purposes: ['topic:garden', 'topic:bread'] as const,
    wording: 'Yes',
    source: 'form',
  };
  const done = await database.inside((tx) =>
    askToSubscribe(tx, request, { confirmWithinMs: 1_000_000 }, TUESDAY_NOON),
  );
  if (done.state !== 'asked') throw new Error(`could not ask: ${done.state}`);
  const url = confirmUrl(
    workspace.signingKey,
    { businessId: database.businessId, subscriptionId: done.id },
    'http://x',
  );
  return new URL(url ?? '').pathname;
}
