import { watchedChanges } from '../automations/automation.ts';
import type { ScoreSettings } from '../customers/scores/compute-scores.ts';
import { rebuildScores } from '../customers/scores/rebuild-scores.ts';
import { scoreContacts } from '../customers/scores/score-contacts.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Stage } from './lane.ts';
import type { Workspace } from './workspace.ts';

/** Contacts of one batch: whoever writes to one of them waits for it. */
const BATCH = 500;
/** Contacts of one page of a rebuild, after which new mail has its turn. */
const PAGE = 4000;
/** Whether thresholds or models changed is looked at so often. */
const LOOK_EVERY_MS = MINUTE_MS;

/** Keeps the scores of contacts current: of those of whom something changed first, then page by page of all where the rules did. */
export function scoringStage(workspace: Workspace, historyFlows: () => boolean): Stage {
  const { db, businessId, clock } = workspace;
  const settings = scoreSettings(workspace);
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'score-contacts',
    async run() {
      // Every mail of a history would have its sender scored anew: once is enough, when it is in.
      if (historyFlows()) return { did: 0, more: false };
      const now = await clock.now();
      const { scored, more } = await scoreContacts({
        db,
        businessId,
        settings,
        now,
        limit: BATCH,
        watched: watchedChanges(workspace.automations),
      });
      if (more) return { did: scored, more };
      if (now.getTime() - lookedAt < LOOK_EVERY_MS) return { did: scored, more: false };
      const rebuilt = await rebuildScores({ db, businessId, settings, now, limit: PAGE });
      if (!rebuilt.more) lookedAt = now.getTime();
      return { did: scored + rebuilt.did, more: rebuilt.more };
    },
  };
}

/** What scoring takes from the configuration. */
export function scoreSettings({ config }: Pick<Workspace, 'config'>): ScoreSettings {
  const { stages, inactiveAfter, usualGapFactor } = config.customers;
  return {
    customers: { stages, inactiveAfter, usualGapFactor },
    currency: config.business.currency,
    timeZone: config.business.timeZone,
  };
}
