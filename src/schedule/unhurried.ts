import type { Clock } from '../lib/clock.ts';
import type { Stage } from './lane.ts';

/**
 * A stage whose work may wait: once it has worked everything off it rests for `restMs`, so that a lane that comes by every
 * few seconds does not ask the database in vain.
 */
export function unhurried(stage: Stage, clock: Clock, restMs: number): Stage {
  let restsUntil = Number.NEGATIVE_INFINITY;
  return {
    ...stage,
    async run() {
      if ((await clock.now()).getTime() < restsUntil) return { did: 0, more: false };
      const report = await stage.run();
      if (!report.more) restsUntil = (await clock.now()).getTime() + restMs;
      return report;
    },
  };
}
