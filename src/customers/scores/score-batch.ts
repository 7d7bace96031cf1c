import type { Tx } from '../../database/tables.ts';
import { computeScores, type ScoreSettings } from './compute-scores.ts';
import { loadFacts } from './load-facts.ts';
import type { ScoreModels } from './score-models.ts';
import { writeScores } from './write-scores.ts';

/** Scores these contacts anew, whatever they were: reads, computes, writes, a fixed number of statements for all. */
export async function scoreBatch(
  tx: Tx,
  contactIds: readonly string[],
  models: ScoreModels,
  settings: ScoreSettings,
  now: Date,
): Promise<void> {
  // In one order everywhere: two workers that write the same rows otherwise wait for each other.
  const facts = await loadFacts(tx, contactIds.toSorted());
  const scored = facts.map((one) => computeScores(one, models, settings, now));
  await writeScores(tx, scored, now);
}
