import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Has the members of all segments found anew by `computeSegments`, page by page: the scores of everybody changed. Until then
 * they are found by their rules.
 */
export async function openSegments(tx: Tx): Promise<void> {
  await sql`update segments set computed_at = null, computing_since = null, computed_up_to = null
    where kind = 'rule' and removed_at is null`.execute(tx);
}
