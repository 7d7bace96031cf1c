import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Notes that the members of all segments were found since `since` from every contact: `computeSegments` has nothing left to do
 * for those whose rules are older than that.
 */
export async function allComputed(tx: Tx, since: Date): Promise<void> {
  await sql`update segments set computed_at = ${since}::timestamptz, computing_since = null, computed_up_to = null
    where kind = 'rule' and removed_at is null and changed_at <= ${since}::timestamptz
      and (computed_at is null or computed_at < changed_at)`.execute(tx);
}
