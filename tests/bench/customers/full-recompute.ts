import { type RebuildProgress, rebuildScores } from '../../../src/customers/scores/rebuild-scores.ts';
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

/** Learning everything anew from all purchases and mail, then the scores of every contact, page by page. */
export async function measureFullRecompute({ db, business }: Ground): Promise<Measured[]> {
  const { businessId, now } = business;
  const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
  await inBusiness(db, businessId, (tx) => installSegments(tx, shipped, now));
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 500);
  const learning = await secondsOf(async () => {
    await learnValue(db, businessId, now, 'UTC');
    await renewModels(db, businessId, now);
  });
  let progress: RebuildProgress | undefined;
  const scoring = await secondsOf(async () => {
    for (let more = true; more; ) {
      const page = await rebuildScores({ db, businessId, settings: SCORE_SETTINGS, now, limit: PAGE });
      progress = page;
      more = page.more;
    }
  });
  const segments = await secondsOf(async () => {
    for (let more = true; more; )
      ({ more } = await computeSegments({ db, businessId, now, timeZone: 'UTC', limit: PAGE }));
  });
  clearInterval(watch);
  if (progress?.scored !== business.contacts)
    throw new Error(`scored ${progress?.scored} of ${business.contacts}`);
  return [
    { row: ['learn from all', 1, learning, learning, learning, 's'] },
    { row: ['score all', 1, scoring, scoring, scoring, 's'] },
    {
      row: [`members of ${shipped.length} segments`, 1, segments, segments, segments, 's'],
      goal: atMost('s to make everything anew', GOAL_SECONDS, learning + scoring + segments),
    },
    {
      row: ['memory for that', 1, (peak - before) / 1e6, (peak - before) / 1e6, (peak - before) / 1e6, 'MB'],
      goal: atMost('octets of memory above the start meanwhile', GOAL_BYTES, peak - before),
    },
  ];
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
