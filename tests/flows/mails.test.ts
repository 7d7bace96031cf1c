import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/lib/locale.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { loadTemplates, type TemplateSet } from '../../src/rendering/load-templates.ts';
import { renderMail } from '../../src/rendering/render-mail.ts';
import { COMPILED_MAILS, TEMPLATES } from '../rendering/bakery.ts';
import { openChromium } from '../support/chromium.ts';
import { lookAtContrast } from '../support/look-at-page.ts';

/** A middle one, one that is nearly black, one that is brighter than white can stand on. */
const BRANDS = ['#9c4f2e', '#101820', '#ffd400'];

let templates: TemplateSet;
let browser: Browser;
beforeAll(async () => {
  templates = await loadTemplates(TEMPLATES, COMPILED_MAILS);
  browser = await openChromium();
});
afterAll(() => browser.close());

describe('every mail of the library, in every language', () => {
  it.each([
    ['on a small phone in the dark', 320, 'dark'],
    ['on a desk by day', 640, 'light'],
    ['on a desk in the dark', 640, 'dark'],
  ] as const)('can be read %s, whatever the brand’s colour', async (_, width, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const wrong: string[] = [];
    let turn = 0;
    for (const [name, template] of templates) {
      for (const locale of LOCALES) {
        const request = exampleRequest(template, locale);
        // The colours take turns: with three languages a mail meets each, and the next mail another first.
        const color = BRANDS[turn++ % BRANDS.length] ?? '';
        const { html } = renderMail(templates, { ...request, brand: { ...request.brand, color } });
        await page.setContent(html);
        for (const fault of await faultsOf(page)) wrong.push(`${name} ${locale} ${color}: ${fault}`);
      }
      turn++;
    }
    await page.close();
    expect(turn).toBeGreaterThan(140);
    expect(wrong).toEqual([]);
  });
});

/** Runs in the browser. The line that mailboxes show beside the subject is hidden, in white on white. */
const MEASURE = `
  for (const hidden of document.querySelectorAll('[style*="display:none"]')) hidden.remove();
  document.documentElement.scrollWidth - window.innerWidth;
`;

/** Text too faint for its ground, and anything that reaches over the edge. */
async function faultsOf(page: Page): Promise<string[]> {
  const over: number = await page.evaluate(MEASURE);
  return [...(over > 0 ? [`${over} px too wide`] : []), ...(await lookAtContrast(page))];
}
