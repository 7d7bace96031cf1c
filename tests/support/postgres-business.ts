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

/**
 * Removes every row of every table but the business itself, in some ten milliseconds. Emptying all tables, of which most
 * never had a row, would take a tenth of a second before each test; deleting leaves dead rows, so that not much of it is
 * allowed. Nothing checks or refuses: all rows go, also those that may only be appended.
 */
export async function clearBusiness(database: TestDatabase): Promise<void> {
  await sql
    .raw(`do $$
      declare
        filled record;
      begin
        perform set_config('session_replication_role', 'replica', true);
        for filled in
          select c.oid::regclass as name, pg_relation_size(c.oid) > ${DELETED_BYTES} as large
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id'
          where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'businesses'
            and pg_relation_size(c.oid) > 0
          order by 2
        loop
          if filled.large then
            execute format('truncate %s cascade', filled.name);
          else
            execute format('delete from %s', filled.name);
          end if;
        end loop;
      end $$`)
    .execute(database.db);
}

/** A table with more than this, dead rows included, is emptied as a whole. */
const DELETED_BYTES = 128 * 1024;
