import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBusiness, listBusinessIds } from '../../src/database/in-business.ts';
import { newId } from '../../src/lib/ids.ts';
import { createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let karims: string;

beforeAll(async () => {
  database = await testDatabase();
  karims = await createBusiness(database.db, 'karims-workshop', "Karim's Workshop");
});
afterAll(() => database.close());

const contact = (name: string) => ({ id: newId(), kind: 'lead' as const, name, source: 'mail' });

describe('inBusiness', () => {
  it('shows and writes only rows of its own business', async () => {
    await database.inside((tx) => tx.insertInto('contacts').values(contact('Leila')).execute());
    await inBusiness(database.db, karims, (tx) =>
      tx.insertInto('contacts').values(contact('Omar')).execute(),
    );
    const names = await database.inside((tx) => tx.selectFrom('contacts').select('name').execute());
    expect(names).toEqual([{ name: 'Leila' }]);
    expect(await listBusinessIds(database.db)).toEqual([database.businessId, karims]);
  });

  it('refuses a row for another business', async () => {
    const smuggled = { ...contact('Eve'), business_id: karims };
    await expect(
      database.inside((tx) => tx.insertInto('contacts').values(smuggled).execute()),
    ).rejects.toThrow(/row-level security/);
  });

  it('shows nothing without a scope', async () => {
    const rows = await database.db.transaction().execute(async (tx) => {
      await sql`set local role wafa_app`.execute(tx);
      return tx.selectFrom('contacts').selectAll().execute();
    });
    expect(rows).toEqual([]);
  });

  it('ends the scope with the transaction, also after a failure', async () => {
    await expect(database.inside(() => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
    const { rows } = await sql<{ role: string; scope: string | null }>`
      select current_user as role, nullif(current_setting('app.business_id', true), '') as scope`.execute(
      database.db,
    );
    expect(rows[0]?.role).not.toBe('wafa_app');
    expect(rows[0]?.scope).toBeNull();
  });

  it('keeps two units of work apart that run at the same time', async () => {
    const work = [database.businessId, karims].flatMap((id) =>
      Array.from({ length: 10 }, async () => ({
        id,
        names: await inBusiness(database.db, id, (tx) => tx.selectFrom('contacts').select('name').execute()),
      })),
    );
    for (const { id, names } of await Promise.all(work)) {
      expect(names).toEqual([{ name: id === karims ? 'Omar' : 'Leila' }]);
    }
  });

  it('reads whole numbers, bytes, dates and JSON alike on both databases', async () => {
    const { rows } = await sql`select 9007199254740991::int8 as big, sum(x)::numeric as total,
      '\\x00ff'::bytea as bytes, '2026-03-20'::date as day, '{"a":[1]}'::jsonb as json
      from generate_series(1, 3) as s(x)`.execute(database.db);
    expect(rows).toEqual([
      { big: 9007199254740991, total: 6, bytes: Buffer.from([0, 255]), day: '2026-03-20', json: { a: [1] } },
    ]);
  });
});

describe('the catalogue', () => {
  const EXEMPT = new Set(['kysely_migration', 'kysely_migration_lock']);

  it('has business_id, row-level security and a policy on every table', async () => {
    const { rows } = await sql<{
      name: string;
      secured: boolean;
      policies: string[];
      scoped: boolean;
      first: boolean;
    }>`
      select c.relname as name, c.relrowsecurity as secured,
        array(select p.policyname || ':' || p.cmd || ':' || array_to_string(p.roles, ',') || ':' ||
          (p.qual = p.with_check)::text from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as policies,
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'business_id' and a.attnotnull) as scoped,
        coalesce((select (select attname from pg_attribute where attrelid = c.oid and attnum = k.conkey[1]) = 'business_id'
          from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), false) as first
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`.execute(database.db);
    const tables = rows.filter((row) => !EXEMPT.has(row.name));
    expect(tables.length).toBeGreaterThan(25);
    for (const table of tables) {
      expect(table).toEqual({
        name: table.name,
        secured: true,
        policies: [`${table.name}_of_business:ALL:wafa_app:true`],
        scoped: true,
        first: true,
      });
    }
  });

  it('gives the application role nothing to step out with', async () => {
    const { rows } = await sql`select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin,
      (select count(*) from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = 'wafa_app'`.execute(
      database.db,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolcanlogin: false,
        owns: 0,
      },
    ]);
  });

  it('has no foreign key that could point into another business', async () => {
    const { rows } = await sql<{ name: string }>`select k.conname as name from pg_constraint k
      join pg_namespace n on n.oid = k.connamespace where k.contype = 'f' and n.nspname = 'public'
      and not exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attnum = any(k.confkey)
        and a.attname = 'business_id')`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it('never lets the audit log or the transitions be rewritten', async () => {
    for (const table of ['audit_log', 'outgoing_transitions'] as const) {
      const change = database.inside((tx) => tx.deleteFrom(table).execute());
      await expect(change).rejects.toThrow(/permission denied/);
    }
  });
});
