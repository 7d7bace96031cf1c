import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import type { Sight } from './as-seen.ts';

/** One picture to be taken. */
export interface Picture {
  html: string;
  sight: Sight;
  /** Where the PNG goes; its folder is there. */
  file: string;
}

/** Where Debian, other Linuxes and macOS put Chromium and Chrome. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chromium of this machine; undefined when there is none. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

const AT_ONCE = 2;
const TIMEOUT_MS = 30_000;
/** Enough for the first look; a picture is as high as its mail. */
const WINDOW_HEIGHT = 900;

/**
 * Draws mails with Chromium, a few at once, scripts switched off. Throws a WafaError where this machine has none, or it
 * does not start.
 */
export async function takePictures(
  pictures: readonly Picture[],
  onTaken: (taken: number) => void = () => {},
): Promise<void> {
  const browser = await openBrowser();
  try {
    let next = 0;
    let taken = 0;
    const worker = async () => {
      const pages = new Map<string, Page>();
      for (let picture = pictures[next++]; picture; picture = pictures[next++]) {
        await take(await pageFor(browser, pages, picture.sight), picture);
        onTaken(++taken);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await browser.close();
  }
}

async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  const hint = 'install it (on Debian: apt-get install chromium), or ask for HTML instead';
  if (executablePath === undefined)
    throw new WafaError('pictures are drawn by Chromium, and there is none here', {
      hint,
      exitCode: ExitCode.failed,
    });
  try {
    // Loaded only when a picture is wanted.
    const { chromium } = await import('playwright-core');
    return await chromium.launch({ executablePath, timeout: TIMEOUT_MS });
  } catch (cause) {
    throw new WafaError(`${executablePath} does not start`, { hint, exitCode: ExitCode.failed, cause });
  }
}

/** A window for each sight, used again and again. */
async function pageFor(browser: Browser, pages: Map<string, Page>, { name, dark, width }: Sight) {
  const known = pages.get(name);
  if (known) return known;
  const page = await browser.newPage({
    viewport: { width, height: WINDOW_HEIGHT },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: false,
  });
  page.setDefaultTimeout(TIMEOUT_MS);
  pages.set(name, page);
  return page;
}

async function take(page: Page, { html, file }: Picture): Promise<void> {
  await page.setContent(html, { waitUntil: 'load' });
  await page.screenshot({ path: file, fullPage: true });
}
