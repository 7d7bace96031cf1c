import { learnProducts } from '../../../src/customers/causes/learn-products.ts';
import { askForRebuild, rebuildScores } from '../../../src/customers/scores/rebuild-scores.ts';
import { renewModels } from '../../../src/customers/scores/renew-models.ts';
import { computeSegments } from '../../../src/customers/segments/compute-segments.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../../src/customers/segments/install-segments.ts';
import { learnValue } from '../../../src/customers/value/learn-value.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { atMost } from '../report.ts';
import type { Ground, Measured } from './measures.ts';
import { SCORE_SETTINGS } from './settings.ts';

/** Contacts of a page, as the daemon takes them (src/schedule/scoring-stage.ts). */
const PAGE = 4000;
const GOAL_SECONDS = 120;
const GOAL_BYTES = 500e6;

/**
 * Learning everything anew from all purchases and mail, then the scores and segments of every contact, page by page, into
 * empty tables; and once more over what is there, as when a model changed.
 */
export async function measureFullRecompute({ db, business, processorSeconds }: Ground): Promise<Measured[]> {
  const { businessId, now } = business;
  const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
  await inBusiness(db, businessId, (tx) => installSegments(tx, shipped, now));
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 500);
  const used = processorSeconds();
  const learning = await secondsOf(async () => {
    await learnValue(db, businessId, now, 'UTC');
    await learnProducts(db, businessId, now);
    await renewModels(db, businessId, now);
  });
  const scoreAll = async () => {
    const settings = SCORE_SETTINGS;
    for (let more = true; more; ) {
      const page = await rebuildScores({ db, businessId, settings, now, limit: PAGE });
      if (!page.more && page.scored !== business.contacts)
        throw new Error(`scored ${page.scored} of ${business.contacts}`);
      more = page.more;
    }
  };
  const scoring = await secondsOf(async () => {
    await scoreAll();
    const left = await computeSegments({ db, businessId, now, timeZone: 'UTC', limit: PAGE });
    if (left.done > 0) throw new Error('a segment was left out');
  });
  const processor = processorSeconds() - used;
  await inBusiness(db, businessId, (tx) => askForRebuild(tx, now));
  const again = await secondsOf(scoreAll);
  clearInterval(watch);
  const row = (name: string, figure: number, unit: string) => [name, 1, figure, figure, figure, unit];
  return [
    { row: row('learn from all', learning, 's') },
    {
      row: row(`score all, find members of ${shipped.length} segments`, scoring, 's'),
      goal: atMost('s to make everything anew', GOAL_SECONDS, learning + scoring),
    },
    { row: row('processor time of both', processor, 's') },
    { row: row('score all once more', again, 's') },
    {
      row: row('memory for that', (peak - before) / 1e6, 'MB'),
      goal: atMost('octets of memory above the start meanwhile', GOAL_BYTES, peak - before),
    },
  ];
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
