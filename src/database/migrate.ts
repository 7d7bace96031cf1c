import { promises as fs } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import type { Db } from './tables.ts';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Whether the schema in the database is the one this program was written for. */
export type SchemaState = 'current' | 'older' | 'newer';

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Each runs in a transaction, under an
 * advisory lock: run twice, or twenty at once, it does no harm.
 */
export async function migrate(db: Db): Promise<string[]> {
  const { error, results = [] } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    throw new WafaError(
      `the migration ${failed ?? ''} failed, nothing of it was kept: ${describeError(error)}`,
      {
        hint: 'the database user must own the schema and may create roles, or an administrator creates the role wafa_app first',
        exitCode: ExitCode.database,
        cause: error,
      },
    );
  }
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName);
}

/** Compares the migrations in the database with those of this program. */
export async function schemaState(db: Db): Promise<SchemaState> {
  const known = new Set(Object.keys(await provider().getMigrations()));
  const executed = await executedMigrations(db);
  if (executed.some((name) => !known.has(name))) return 'newer';
  return executed.length < known.size ? 'older' : 'current';
}

/** Refuses, with the command to run, a schema this program does not know. */
export async function requireCurrentSchema(db: Db): Promise<void> {
  const state = await schemaState(db);
  if (state === 'current') return;
  throw new WafaError(
    state === 'older'
      ? 'the database has an older schema than this Wafa needs'
      : 'the database has a newer schema than this Wafa knows',
    {
      hint: state === 'older' ? 'run: npx wafa migrate' : 'update Wafa on this machine, then start it again',
      exitCode: ExitCode.database,
    },
  );
}

async function executedMigrations(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const executed = await migratorOf(db).getMigrations();
  const listed = executed
    .filter((migration) => migration.executedAt !== undefined)
    .map((migration) => migration.name);
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return [...new Set([...listed, ...rows.map((row) => row.name)])];
}

function migratorOf(db: Db): Migrator {
  return new Migrator({ db, provider: provider() });
}

function provider(): FileMigrationProvider {
  return new FileMigrationProvider({
    fs,
    path,
    migrationFolder: MIGRATIONS_FOLDER,
    import: (file) => import(pathToFileURL(file).href),
  });
}
