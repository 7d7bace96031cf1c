import { abandonCarts } from '../customers/feedback/record-carts.ts';
import { inBusiness } from '../database/in-business.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

/** Carts of one batch. */
const BATCH = 500;
/** A cart is left for hours: looking for those now and then is enough. */
const EVERY_MS = 5 * MINUTE_MS;

/** Notes which carts of a shop were abandoned (`customers.cartAbandonedAfter`). */
export function cartsStage({ db, businessId, config, clock }: Workspace): Stage {
  const afterMs = config.customers.cartAbandonedAfter;
  const stage: Stage = {
    name: 'abandon-carts',
    async run() {
      const now = await clock.now();
      const did = await inBusiness(db, businessId, (tx) => abandonCarts(tx, { afterMs, now, limit: BATCH }));
      return { did, more: did >= BATCH };
    },
  };
  return unhurried(stage, clock, EVERY_MS);
}
