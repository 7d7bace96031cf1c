import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const SCRIPT = readFileSync(new URL('./look-at-page.js', import.meta.url), 'utf8');

/** What is wrong with the page that is open, as a reader or a screen reader would notice; one line each. */
export function lookAtPage(page: Page): Promise<string[]> {
  return page.evaluate(`${SCRIPT}\nlookAt.page()`);
}

/** Text on the page that is open that cannot be told from what is behind it (WCAG 2.2, 1.4.3, level AA). */
export function lookAtContrast(page: Page): Promise<string[]> {
  return page.evaluate(`${SCRIPT}\nlookAt.contrast()`);
}
