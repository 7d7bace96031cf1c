import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Segments that are new or have another rule, when a pass over all contacts begins that may find their members on its way:
 * they are marked as begun. Answers their ids, for `noteAlong` and `endAlong`; `computeSegments` need not look at them meanwhile.
 */
export async function beginAlong(tx: Tx, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update segments set computing_since = greatest(${now}::timestamptz, changed_at), computed_up_to = null
    where kind = 'rule' and removed_at is null and (computed_at is null or computed_at < changed_at)
    returning id`.execute(tx);
  return rows.map(({ id }) => id).toSorted();
}

/**
 * The pass is about to look at the contacts up to this one: from now on a change of one of them is followed by whoever
 * finds its segments anew, so that nothing is missed however the two follow each other.
 */
export async function noteAlong(tx: Tx, ids: readonly string[], upTo: string): Promise<void> {
  if (ids.length === 0) return;
  await sql`update segments set computed_up_to = ${upTo}::uuid where ${begun(ids)}`.execute(tx);
}

/** The pass has looked at all contacts. A segment whose rule was changed meanwhile is left to `computeSegments`. */
export async function endAlong(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update segments set computed_at = computing_since, computing_since = null, computed_up_to = null
    where ${begun(ids)}`.execute(tx);
}

function begun(ids: readonly string[]) {
  return sql`id = any(${[...ids]}::uuid[]) and computing_since >= changed_at`;
}
