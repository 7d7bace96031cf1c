import { turnOccasions } from '../customers/record/turn-occasions.ts';
import { inBusiness } from '../database/in-business.ts';
import { localDay } from '../lib/local-time.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

/** Occasions of one batch. */
const BATCH = 1000;

/** Keeps the next day of every birthday and the like: looked at once a day of the business, when it has begun. */
export function occasionsStage({ db, businessId, config, clock }: Workspace): Stage {
  let turned = '';
  return {
    name: 'turn-occasions',
    async run() {
      const now = await clock.now();
      const today = localDay(now, config.business.timeZone);
      if (today === turned) return { did: 0, more: false };
      const did = await inBusiness(db, businessId, (tx) => turnOccasions(tx, { today, now, limit: BATCH }));
      const more = did >= BATCH;
      if (!more) turned = today;
      return { did, more };
    },
  };
}
