import { LEARNED_PRODUCTS, learnProducts } from '../customers/causes/learn-products.ts';
import { renewModels } from '../customers/scores/renew-models.ts';
import { claimLearning, finishLearning } from '../customers/value/claim-learning.ts';
import { LEARNED_VALUE, learnValue } from '../customers/value/learn-value.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

type Learn = (db: Db, businessId: string, now: Date) => Promise<unknown>;

/** What is learned from all purchases together, each by itself. */
const SUBJECTS: readonly (readonly [what: string, learn: Learn])[] = [
  [LEARNED_VALUE, learnValue],
  [LEARNED_PRODUCTS, learnProducts],
  ['scores', renewModels],
];

/** Whether something is due is looked at so often: it is so once a night, or after much was bought. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;

/** Learns anew, nightly or when much was bought, what scores and reports rest on; one subject a run. */
export function learningStage({ db, businessId, config, clock }: Workspace): Stage {
  const { timeZone } = config.business;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'learn-from-purchases',
    async run() {
      const now = await clock.now();
      if (now.getTime() - lookedAt < LOOK_EVERY_MS) return { did: 0, more: false };
      for (const [what, learn] of SUBJECTS) {
        if (!(await inBusiness(db, businessId, (tx) => claimLearning(tx, what, now, timeZone)))) continue;
        await learn(db, businessId, now);
        await inBusiness(db, businessId, (tx) => finishLearning(tx, what));
        return { did: 1, more: true };
      }
      lookedAt = now.getTime();
      return { did: 0, more: false };
    },
  };
}
