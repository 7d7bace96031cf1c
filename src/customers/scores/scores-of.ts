import type { Tx } from '../../database/tables.ts';
import type { ScoreEvidence } from './evidence.ts';

/** The stages shown of a contact, the latest first. */
const STAGES_SHOWN = 20;

/** What is made of one contact, with what it rests on and the stages it was in; undefined while it was never scored. */
export async function scoresOf(tx: Tx, contactId: string) {
  const row = await tx
    .selectFrom('scores')
    .selectAll()
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { business_id: _business, contact_id: _contact, evidence, ...scores } = row;
  const stages = await tx
    .selectFrom('stage_history')
    .select(['stage', 'since', 'reason', 'evidence'])
    .where('contact_id', '=', contactId)
    .orderBy('since', 'desc')
    .limit(STAGES_SHOWN)
    .execute();
  return { ...scores, evidence: evidence as ScoreEvidence, stages };
}

export type ContactScores = NonNullable<Awaited<ReturnType<typeof scoresOf>>>;
