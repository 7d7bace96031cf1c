import { sql } from 'kysely';
import { inBusiness } from '../../src/database/in-business.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import type { Db, Tx } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import { copyTemplate, type PostgresTemplate } from './postgres-template.ts';

/** A migrated database with one business in it. */
export interface TestDatabase extends OpenDatabase {
  kind: 'pglite' | 'postgres';
  /** Postgres only: where a second process finds this database. */
  url: string | undefined;
  businessId: string;
  /** A unit of work in the test's business. */
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Puts Maryam's bakery into an open database. */
export async function withBakery(
  open: OpenDatabase,
  kind: TestDatabase['kind'],
  url?: string,
): Promise<TestDatabase> {
  const businessId = await createBusiness(open.db, 'maryams-bakery', "Maryam's Bakery");
  return { ...open, kind, url, businessId, inside: (work) => inBusiness(open.db, businessId, work) };
}

/** A copy of the template on Postgres, with Maryam's bakery in it; `close` drops it. */
export async function postgresBusiness(template: PostgresTemplate): Promise<TestDatabase> {
  const { url, drop } = await copyTemplate(template);
  const open = await openDatabase({ kind: 'postgres', url, connections: 10 }, () => {});
  const close = async () => {
    await open.close();
    await drop();
  };
  return withBakery({ ...open, close }, 'postgres', url);
}

/** Adds one more business, for tests of isolation. */
export async function createBusiness(db: Db, slug: string, name: string): Promise<string> {
  const businessId = newId();
  await db.insertInto('businesses').values({ business_id: businessId, slug, name }).execute();
  return businessId;
}

/** The same database, seen from a new business with nothing in it. */
export async function newBusiness(database: TestDatabase): Promise<TestDatabase> {
  const businessId = await createBusiness(database.db, newId(), 'A bakery of one day');
  return { ...database, businessId, inside: (work) => inBusiness(database.db, businessId, work) };
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
