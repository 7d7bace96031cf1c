import type { Tx } from '../../database/tables.ts';
import { dueForTurns } from '../segments/due-for-turns.ts';
import { refreshMembers } from '../segments/refresh-members.ts';
import { computeScores, type ScoreSettings } from './compute-scores.ts';
import { loadFacts, loadPageFacts } from './load-facts.ts';
import { noteChanges, type Watched, whatWas } from './note-changes.ts';
import type { ScoreModels } from './score-models.ts';
import { writeScores } from './write-scores.ts';

/**
 * Scores these contacts anew, whatever they were, and finds their segments: a fixed number of statements for all. The caller
 * holds their rows (`for no key update`), so that nobody writes the same from other facts. `asPage`: they are (nearly) all
 * there are between the first and the last of them, in the order of their ids. `watched` changes become signals.
 */
export async function scoreBatch(
  tx: Tx,
  contactIds: readonly string[],
  models: ScoreModels,
  settings: ScoreSettings,
  now: Date,
  { asPage = false, watched = [] }: { asPage?: boolean; watched?: readonly Watched[] } = {},
): Promise<void> {
  const facts = await (asPage ? loadPageFacts : loadFacts)(tx, contactIds);
  const scored = facts.map((one) => computeScores(one, models, settings, now));
  const before = await whatWas(tx, contactIds, watched, now);
  await writeScores(tx, scored, now);
  const { turnsAt, ...members } = await refreshMembers(tx, contactIds, now, settings.timeZone, { asPage });
  await noteChanges(tx, { watched, before, scored, ...members, now });
  for (const { contactId, dueAt } of scored)
    if (dueAt !== null && dueAt <= (turnsAt.get(contactId)?.getTime() ?? 0)) turnsAt.delete(contactId);
  await dueForTurns(tx, turnsAt);
}
