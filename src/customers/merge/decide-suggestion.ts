import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { dismissPair } from './carry-decisions.ts';
import { olderFirst } from './compare-contacts.ts';
import { mergeContacts } from './merge-contacts.ts';

/** Who decides about a pair, and when. */
export interface Decision {
  firstId: string;
  secondId: string;
  actor: string;
  now: Date;
}

/** A person says that both are one: they are merged into `keepId`, or into the one with more behind it. Returns the merge. */
export async function acceptSuggestion(
  tx: Tx,
  { firstId, secondId, actor, now }: Decision,
  keepId?: string,
): Promise<{ mergeId: string; keptId: string }> {
  await lockCustomers(tx);
  const suggestion = await openSuggestion(tx, firstId, secondId);
  const [older = firstId, younger = secondId] = await olderFirst(tx, firstId, secondId);
  const keptId = keepId ?? older;
  if (keptId !== firstId && keptId !== secondId)
    throw new WafaError('the contact to keep is none of both', { exitCode: ExitCode.usage });
  const mergeId = await mergeContacts(tx, {
    keepId: keptId,
    mergeId: keptId === older ? younger : older,
    actor,
    reasons: suggestion.reasons,
    score: suggestion.score,
    now,
  });
  return { mergeId, keptId };
}

/** A person says that both are two: they are not suggested again. */
export async function dismissSuggestion(tx: Tx, { firstId, secondId, actor, now }: Decision): Promise<void> {
  await lockCustomers(tx);
  await openSuggestion(tx, firstId, secondId);
  await dismissPair(tx, firstId, secondId, actor, now);
}

async function openSuggestion(
  tx: Tx,
  firstId: string,
  secondId: string,
): Promise<{ score: number; reasons: object[] }> {
  const { rows } = await sql<{ score: number; reasons: object[] }>`
    select score, reasons from merge_suggestions
    where first_id = least(${firstId}::uuid, ${secondId}::uuid) and second_id = greatest(${firstId}::uuid, ${secondId}::uuid)
      and state = 'open' for update`.execute(tx);
  const [row] = rows;
  if (row) return row;
  throw new WafaError('this suggestion is decided already, or nothing speaks for it any more', {
    exitCode: ExitCode.usage,
  });
}
