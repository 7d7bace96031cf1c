import { rebuildProgress } from '../customers/scores/rebuild-scores.ts';
import { computeSegments } from '../customers/segments/compute-segments.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

/** Contacts of one page: few enough that new mail does not wait for them. */
const PAGE = 1000;
const REST_MS = 5000;

/** Finds the members of segments that are new or have another rule; changed contacts are followed by the scoring stage. */
export function segmentsStage(
  { db, businessId, clock, config }: Workspace,
  historyFlows: () => boolean,
): Stage {
  const stage: Stage = {
    name: 'compute-segments',
    async run() {
      if (historyFlows()) return { did: 0, more: false };
      // Its pages find the members on their way.
      if ((await inBusiness(db, businessId, rebuildProgress))?.running) return { did: 0, more: false };
      const { done, more } = await computeSegments({
        db,
        businessId,
        now: await clock.now(),
        timeZone: config.business.timeZone,
        limit: PAGE,
      });
      return { did: done, more };
    },
  };
  return unhurried(stage, clock, REST_MS);
}
