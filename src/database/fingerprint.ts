import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { OpenDatabase } from './open.ts';

/**
 * A text that names the place of this database: the cluster and the database's number in it, or the folder of an
 * embedded one. A dump restored elsewhere, or a copied folder, has another, so that the copy is not taken for the
 * original and does not send its mail again.
 */
export async function databaseFingerprint(
  database: OpenDatabase,
  folder: string | undefined,
): Promise<string> {
  if (database.driver.kind === 'pglite') {
    if (folder === undefined) return 'memory';
    const { ino, birthtimeMs } = await stat(folder);
    return `folder ${path.resolve(folder)} ${ino} ${Math.round(birthtimeMs)}`;
  }
  const { rows } = await sql<{ cluster: string; database: string }>`
    select (select system_identifier::text from pg_control_system()) as cluster,
      (select oid::text from pg_database where datname = current_database()) as database`.execute(
    database.db,
  );
  return `cluster ${rows[0]?.cluster} database ${rows[0]?.database}`;
}
