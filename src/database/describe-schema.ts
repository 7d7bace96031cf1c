import { sql } from 'kysely';
import type { Db } from './tables.ts';

/**
 * The schema as text, read from the catalogue: the same on Postgres and PGlite, kept as migrations/schema.sql so that
 * a reader sees the sum of all migrations and a test sees when they differ.
 */
export async function describeSchema(db: Db): Promise<string> {
  const sections = [
    await tables(db),
    await indexes(db),
    await policies(db),
    await functions(db),
    await triggers(db),
  ];
  return `${HEADER}${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const HEADER = '-- Generated from the migrations by `npm run generate`; do not edit.\n\n';
const NOT_OURS = sql`('kysely_migration', 'kysely_migration_lock')`;

async function tables(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    name: string;
    columns: string[];
    constraints: string[];
    grants: string | null;
  }>`
    select c.relname as name,
      array(select format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end,
          case a.attidentity when 'a' then ' generated always as identity' else '' end,
          coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
      array(select format('constraint %I %s', conname, pg_get_constraintdef(oid)) from pg_constraint
        where conrelid = c.oid and contype in ('p', 'u', 'f', 'c') order by contype desc, conname) as constraints,
      (select string_agg(lower(privilege_type), ', ' order by privilege_type) from information_schema.role_table_grants
        where table_schema = 'public' and table_name = c.relname and grantee = 'wafa_app') as grants
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname not in ${NOT_OURS} order by c.relname`.execute(
    db,
  );
  return rows.map(
    ({ name, columns, constraints, grants }) =>
      `create table ${name} (\n  ${[...columns, ...constraints].join(',\n  ')}\n);\ngrant ${grants ?? 'nothing'} on ${name} to wafa_app;\n`,
  );
}

async function indexes(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`select i.indexdef || ';' as line from pg_indexes i
    where i.schemaname = 'public' and i.tablename not in ${NOT_OURS}
    and not exists (select from pg_constraint k where k.conname = i.indexname) order by i.indexname`.execute(
    db,
  );
  return rows.map((row) => row.line);
}

async function policies(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select format('create policy %s on %s for %s to %s using (%s) with check (%s);', policyname, tablename, lower(cmd),
      array_to_string(roles, ', '), qual, with_check) as line
    from pg_policies where schemaname = 'public' order by tablename, policyname`.execute(db);
  return rows.map((row) => row.line);
}

async function functions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`select pg_get_functiondef(p.oid) || ';' as line from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname`.execute(db);
  return rows.map((row) => row.line);
}

async function triggers(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    line: string;
  }>`select pg_get_triggerdef(t.oid) || ';' as line from pg_trigger t
    where not t.tgisinternal order by t.tgname`.execute(db);
  return rows.map((row) => row.line);
}
