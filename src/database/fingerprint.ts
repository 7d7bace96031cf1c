import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { OpenDatabase } from './open.ts';

/**
 * A text that names the place of this database: the cluster, the database's number in it and that of its outbox, or the
 * folder of an embedded one and its oldest file. A dump restored elsewhere or over the original, a copied folder, or a
 * backup unpacked over it has another, so that a copy is not taken for the original and does not send its mail again.
 * A physical copy of a whole cluster cannot be told from it.
 */
export async function databaseFingerprint(
  database: OpenDatabase,
  folder: string | undefined,
): Promise<string> {
  if (database.driver.kind === 'pglite') {
    if (folder === undefined) return 'memory';
    const made = await Promise.all([folder, path.join(folder, 'PG_VERSION')].map((place) => stat(place)));
    const marks = made.map(({ ino, birthtimeMs }) => `${ino} ${Math.round(birthtimeMs)}`);
    return `folder ${path.resolve(folder)} ${marks.join(' ')}`;
  }
  const { rows } = await sql<{ cluster: string; database: string; outbox: string }>`
    select (select system_identifier::text from pg_control_system()) as cluster,
      (select oid::text from pg_database where datname = current_database()) as database,
      'outgoing_emails'::regclass::oid::text as outbox`.execute(database.db);
  return `cluster ${rows[0]?.cluster} database ${rows[0]?.database} outbox ${rows[0]?.outbox}`;
}
