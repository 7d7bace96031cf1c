import { LEARNED_PRODUCTS, learnProducts } from '../customers/causes/learn-products.ts';
import { makeReport } from '../customers/reports/kept-report.ts';
import { type ReportSettings, reportsOf } from '../customers/reports/reports.ts';
import { renewModels } from '../customers/scores/renew-models.ts';
import { claimLearning, finishLearning } from '../customers/value/claim-learning.ts';
import { LEARNED_VALUE, learnValue } from '../customers/value/learn-value.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

type Learn = (db: Db, businessId: string, now: Date, timeZone: string) => Promise<unknown>;
type Subject = readonly [what: string, learn: Learn, rests?: 'also on mail'];

/** What is learned from all purchases together, each by itself; of those who only write, their rhythm at least. */
function subjectsOf({ config }: Workspace): readonly Subject[] {
  return [
    [LEARNED_VALUE, learnValue],
    [LEARNED_PRODUCTS, learnProducts],
    ['scores', renewModels, 'also on mail'],
    [
      'reports',
      (db, businessId, now, timeZone) =>
        keepReports(db, businessId, now, { rules: config.customers, timeZone }),
    ],
  ];
}

/** What readers would wait for by day. Each in a transaction of its own. */
async function keepReports(db: Db, businessId: string, now: Date, settings: ReportSettings): Promise<void> {
  const { retention, trouble, buyers } = reportsOf(settings);
  await inBusiness(db, businessId, (tx) => makeReport(tx, retention, now));
  await inBusiness(db, businessId, (tx) => makeReport(tx, trouble, now));
  await inBusiness(db, businessId, (tx) => makeReport(tx, buyers, now));
}

/** Whether something is due is looked at so often: it is so once a night, or after much was bought. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;

/**
 * Learns anew, nightly or when much was bought, what scores and reports rest on: one subject after the other, beside the
 * lane, for new mail must not wait for passes over all purchases. What failed is reported by the next run, and tried again
 * when its claim has lapsed.
 */
export function learningStage(
  workspace: Workspace,
  subjects: readonly Subject[] = subjectsOf(workspace),
): Stage {
  const { db, businessId, config, clock } = workspace;
  const { timeZone } = config.business;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let working: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;

  async function learn(what: string, from: Learn, now: Date): Promise<void> {
    try {
      await from(db, businessId, now, timeZone);
      await inBusiness(db, businessId, (tx) => finishLearning(tx, what));
    } catch (error) {
      failure = { error };
    } finally {
      working = undefined;
    }
  }

  return {
    name: 'learn-from-purchases',
    async run() {
      if (failure) {
        const { error } = failure;
        failure = undefined;
        throw error;
      }
      const now = await clock.now();
      if (working || now.getTime() - lookedAt < LOOK_EVERY_MS) return { did: 0, more: false };
      for (const [what, from, rests] of subjects) {
        const time = { now, timeZone, alsoOfMail: rests !== undefined };
        if (!(await inBusiness(db, businessId, (tx) => claimLearning(tx, what, time)))) continue;
        working = learn(what, from, now);
        return { did: 1, more: false };
      }
      lookedAt = now.getTime();
      return { did: 0, more: false };
    },
    settle: async () => {
      await working;
    },
  };
}
