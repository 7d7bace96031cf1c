import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Cursor } from './epoch.ts';

/** UIDs in one statement. */
const MAX_UIDS_AT_ONCE = 10_000;

/**
 * The server says that these UIDs of the epoch are gone, deleted or moved: their locations and skips are marked so, their
 * gaps forgotten. Messages stay. What was never seen here, or is marked already, changes nothing. Answers how many
 * locations were marked.
 */
export async function markGone(tx: Tx, cursor: Cursor, uids: readonly number[], now: Date): Promise<number> {
  let marked = 0;
  for (let at = 0; at < uids.length; at += MAX_UIDS_AT_ONCE) {
    const some = sql<number>`any(${uids.slice(at, at + MAX_UIDS_AT_ONCE)}::bigint[])`;
    for (const table of ['locations', 'skips'] as const) {
      const result = await tx
        .updateTable(table)
        .set({ gone_at: now })
        .where('folder_id', '=', cursor.folder_id)
        .where('uid_validity', '=', cursor.uid_validity)
        .where('uid', '=', some)
        .where('gone_at', 'is', null)
        .executeTakeFirst();
      if (table === 'locations') marked += Number(result.numUpdatedRows);
    }
    await tx
      .deleteFrom('gaps')
      .where('folder_id', '=', cursor.folder_id)
      .where('uid_validity', '=', cursor.uid_validity)
      .where('uid', '=', some)
      .execute();
  }
  return marked;
}
