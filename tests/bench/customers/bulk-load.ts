import type { Client } from 'pg';

/**
 * Runs `load` with the indexes of these tables put away and without triggers and foreign keys, then makes the indexes
 * again: millions of rows in minutes. Only for an owner who knows that the rows are right.
 */
export async function bulkLoad(
  client: Client,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = 'public' and tablename = any($1)
       and not exists (select from pg_constraint where conname = indexname)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await client.query(`set session_replication_role = replica`);
  await load();
  await client.query(`set session_replication_role = default`);
  await client.query(`set maintenance_work_mem = '1GB'`);
  for (const { definition } of rows) await client.query(definition);
}
