import type { Owner } from './bench-places.ts';

/**
 * Runs `load` with the indexes of these tables put away and without triggers and foreign keys, then makes the indexes
 * again: millions of rows in minutes. Only for an owner who knows that the rows are right.
 */
export async function bulkLoad(
  owner: Owner,
  tables: readonly string[],
  maintenanceMemory: string,
  load: () => Promise<void>,
): Promise<void> {
  const { rows } = await owner.query(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = 'public' and tablename = any($1)
       and not exists (select from pg_constraint where conname = indexname)`,
    [tables],
  );
  const indexes = rows as { name: string; definition: string }[];
  for (const { name } of indexes) await owner.query(`drop index ${name}`);
  await owner.query(`set session_replication_role = replica`);
  await load();
  await owner.query(`set session_replication_role = default`);
  await owner.query(`set maintenance_work_mem = '${maintenanceMemory}'`);
  for (const { definition } of indexes) await owner.query(definition);
}
