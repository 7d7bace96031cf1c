import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** How far an import is. `seen` = `stored` + `known` + all that is left out. */
export interface ImportProgress {
  seen: number;
  /** New to Wafa. */
  stored: number;
  /** The same bytes were there already, from the mailbox or another archive. */
  known: number;
  /** By reason. */
  leftOut: Record<string, number>;
  doneBytes: number;
}

/** Of an import so far, over all its sources. */
export async function readProgress(tx: Tx, importId: string): Promise<ImportProgress> {
  const { rows } = await sql<ImportProgress>`
    select coalesce(sum(seen), 0)::int as seen, coalesce(sum(stored), 0)::int as stored,
      coalesce(sum(known), 0)::int as known, coalesce(sum(done_bytes), 0)::bigint as "doneBytes",
      coalesce((select jsonb_object_agg(reason, number) from (
        select k.reason, count(*) as number from skips k join mail_import_sources s on s.folder_id = k.folder_id
        where s.import_id = ${importId}::uuid group by k.reason) reasons), '{}') as "leftOut"
    from mail_import_sources where import_id = ${importId}::uuid`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a sum gave no row');
  return row;
}
