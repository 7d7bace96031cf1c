import { readKept } from '../../src/messages/workers/read-outcome.ts';
import type { WebParts } from '../../src/web/web-parts.ts';

/** What the web server needs where no daemon runs; original mail is read right here. */
export function testWebParts(parts: Partial<WebParts> = {}): WebParts {
  return {
    operationsToken: 'secret',
    stages: () => [],
    nudge: () => {},
    pool: { read: (raws, options) => Promise.all(raws.map((raw) => readKept(raw, options))) },
    ...parts,
  };
}
