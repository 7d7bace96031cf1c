import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { inBusiness } from '../../src/database/in-business.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import type { Db, Tx } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import { withDatabase } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A dumped, migrated PGlite data folder. */
    pgliteDump: string;
    /** A superuser's URL of the throw-away cluster's maintenance database. */
    postgresUrl: string;
    /** The name of the migrated template database there. */
    postgresTemplate: string;
  }
}

/** A migrated database with one business in it, of the kind that the vitest project names. */
export interface TestDatabase extends OpenDatabase {
  kind: 'pglite' | 'postgres';
  /** Postgres only: where a second process finds this database. */
  url: string | undefined;
  businessId: string;
  /** A unit of work in the test's business. */
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Opens a fresh database; close it in `afterAll`. `kind` only where a flow needs a particular one. */
export async function testDatabase(kind = process.env.TEST_DATABASE_KIND): Promise<TestDatabase> {
  if (kind !== 'pglite' && kind !== 'postgres')
    throw new Error('run database tests through the vitest projects');
  const { open, url } = kind === 'pglite' ? await freshPGlite() : await freshPostgres();
  const businessId = await createBusiness(open.db, 'maryams-bakery', "Maryam's Bakery");
  return { ...open, kind, url, businessId, inside: (work) => inBusiness(open.db, businessId, work) };
}

/** Adds one more business, for tests of isolation. */
export async function createBusiness(db: Db, slug: string, name: string): Promise<string> {
  const businessId = newId();
  await db.insertInto('businesses').values({ business_id: businessId, slug, name }).execute();
  return businessId;
}

/** Removes every row of every table but the business itself, in milliseconds. */
export async function clearBusiness(database: TestDatabase): Promise<void> {
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'business_id' and table_name <> 'businesses'`.execute(
    database.db,
  );
  const names = tables.rows.map((row) => `"${row.name}"`).join(', ');
  await sql.raw(`truncate ${names}`).execute(database.db);
}

async function freshPGlite() {
  const dump = await readFile(inject('pgliteDump'));
  const open = await openDatabase({ kind: 'pglite', loadDataDir: new Blob([dump]) }, failLoudly);
  return { open, url: undefined };
}

async function freshPostgres() {
  const maintenance = inject('postgresUrl');
  const name = `wafa_test_${newId().replaceAll('-', '')}`;
  await createFromTemplate(maintenance, name);
  const url = withDatabase(maintenance, name);
  const open = await openDatabase({ kind: 'postgres', url, connections: 10 }, () => {});
  const close = async () => {
    await open.close();
    await onMaintenance(maintenance, (client) =>
      client.query(`drop database if exists "${name}" with (force)`),
    );
  };
  return { open: { ...open, close }, url };
}

/** Two files may copy the template at the same moment, which Postgres refuses: wait for each other. */
async function createFromTemplate(maintenance: string, name: string): Promise<void> {
  await onMaintenance(maintenance, async (client) => {
    await client.query('select pg_advisory_lock(4242)');
    await client.query(`create database "${name}" template "${inject('postgresTemplate')}"`);
  });
}

async function onMaintenance(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function failLoudly(error: Error): void {
  throw error;
}
