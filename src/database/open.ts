import { mkdir } from 'node:fs/promises';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import type { PGlitePlace } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import type { Db, Tables } from './tables.ts';

export type DatabasePlace =
  | { kind: 'postgres'; url: string; connections: number }
  | ({ kind: 'pglite' } & PGlitePlace);

/** An open database: `db` for our queries, `driver` for pg-boss, which speaks to the driver itself. */
export interface OpenDatabase {
  db: Db;
  driver: { kind: 'postgres'; pool: Pool } | { kind: 'pglite'; pglite: PGlite };
  close(): Promise<void>;
}

/**
 * Opens Postgres, or PGlite under a lock on its folder. `onError` hears of connections that die while idle. Throws a
 * WafaError with exit code `database` when it cannot be reached, `locked` when another process has the folder.
 */
export async function openDatabase(
  place: DatabasePlace,
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  if (place.kind === 'postgres') return openOnPostgres(place.url, place.connections, onError);
  return openOnPGlite(place);
}

async function openOnPostgres(
  url: string,
  connections: number,
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  const { dialect, pool } = openPostgres(url, connections, onError);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new WafaError(`cannot reach the database: ${describeError(error)}`, {
      hint: 'check database.url, and that Postgres is running and lets this user in',
      exitCode: ExitCode.database,
      cause: error,
    });
  }
  const db = new Kysely<Tables>({ dialect });
  return { db, driver: { kind: 'postgres', pool }, close: () => db.destroy() };
}

async function openOnPGlite(place: PGlitePlace): Promise<OpenDatabase> {
  let lock: FolderLock | undefined;
  if (place.folder !== undefined) {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    lock = await lockFolder(place.folder);
  }
  try {
    // Where there is a Postgres, it would be loaded for nothing.
    const { openPGlite } = await import('./pglite.ts');
    const { dialect, pglite } = await openPGlite(place);
    const db = new Kysely<Tables>({ dialect });
    return {
      db,
      driver: { kind: 'pglite', pglite },
      async close() {
        await db.destroy();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw new WafaError(`cannot open the embedded database in ${place.folder}: ${describeError(error)}`, {
      hint: 'is the folder readable, and not from a newer Wafa? `npx wafa backup` copies can be put in its place',
      exitCode: ExitCode.database,
      cause: error,
    });
  }
}
