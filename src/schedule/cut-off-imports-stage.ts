import { countCutOffImports } from '../customers/imports/count-buyers.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

const EVERY_MS = 10 * MINUTE_MS;

/** Counts the buyers of imports of files that were killed before they did, and that nobody gave again. */
export function cutOffImportsStage({ db, businessId, clock }: Workspace): Stage {
  const stage: Stage = {
    name: 'count-cut-off-imports',
    run: async () => ({
      did: await countCutOffImports({ db, businessId, now: await clock.now() }),
      more: false,
    }),
  };
  return unhurried(stage, clock, EVERY_MS);
}
