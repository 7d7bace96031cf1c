import type { Tx } from '../../database/tables.ts';
import type { ImportCounts } from './import-record.ts';

/** A file of contacts, companies, purchases, interactions or feedback that was brought in, or begun. */
export interface ListedFileImport {
  id: string;
  kind: string;
  name: string;
  actor: string;
  startedAt: Date;
  /** Null while it is under way, or was interrupted: the same command goes on with it. */
  finishedAt: Date | null;
  undoneAt: Date | null;
  undoneBy: string | null;
  counts: Partial<ImportCounts>;
}

/** Up to `limit` imports of files, the last begun first. */
export function listFileImports(tx: Tx, limit: number): Promise<ListedFileImport[]> {
  return tx
    .selectFrom('imports')
    .select(['id', 'kind', 'name', 'actor', 'started_at as startedAt', 'finished_at as finishedAt'])
    .select(['undone_at as undoneAt', 'undone_by as undoneBy', 'counts'])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
