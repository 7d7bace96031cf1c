import { countCutOffImports } from '../customers/imports/count-buyers.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

const EVERY_MS = 10 * MINUTE_MS;

/** Counts the buyers of imports of files that were killed before they did, and that nobody gave again. */
export function cutOffImportsStage({ db, businessId, clock }: Workspace): Stage {
  let lookedAt = 0;
  return {
    name: 'count-cut-off-imports',
    async run() {
      const now = await clock.now();
      if (now.getTime() - lookedAt < EVERY_MS) return { did: 0, more: false };
      const did = await countCutOffImports({ db, businessId, now });
      lookedAt = now.getTime();
      return { did, more: false };
    },
  };
}
