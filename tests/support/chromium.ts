import { type Browser, chromium } from 'playwright-core';
import { requireTool } from './tools.ts';

/** A Chromium that talks to nobody but us; its profile is new and goes with it. Close it in `afterAll`. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireTool('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
