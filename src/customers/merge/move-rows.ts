import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Pointer } from './pointers.ts';

/** A row of any table, as `to_jsonb` writes it; its key alone, or the whole. */
export type RowJson = Record<string, unknown>;

/** Which of these tables have a row of this contact: asked at once, for most have none. */
export async function tablesWith(
  tx: Tx,
  pointers: readonly Pointer[],
  contactId: string,
): Promise<ReadonlySet<string>> {
  const asked = pointers.map(
    ({ table }) =>
      sql`select ${sql.lit(table)} as name where exists (select from ${sql.table(table)} where contact_id = ${contactId})`,
  );
  const { rows } = await sql<{ name: string }>`${sql.join(asked, sql` union all `)}`.execute(tx);
  return new Set(rows.map(({ name }) => name));
}

/** Gives a table's rows of one contact to another one; says the keys of those that moved. */
export async function moveRows(
  tx: Tx,
  { table, key }: Pointer,
  from: string,
  to: string,
): Promise<RowJson[]> {
  const { rows } = await sql<{ key: RowJson }>`
    update ${sql.table(table)} t set contact_id = ${to} where t.contact_id = ${from}
    returning ${keyOf(key)} as key`.execute(tx);
  return rows.map((row) => row.key);
}

/** Gives back the rows with these keys that are still `from`'s. */
export async function moveBack(
  tx: Tx,
  { table, key }: Pointer,
  keys: readonly RowJson[],
  from: string,
  to: string,
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update ${sql.table(table)} t set contact_id = ${to}
    from jsonb_array_elements(${JSON.stringify(keys)}::jsonb) as x
    cross join lateral jsonb_populate_record(null::${sql.table(table)}, x) as k
    where t.contact_id = ${from} and ${sameIn('t', 'k', ownKey(key))}`.execute(tx);
}

/** Takes out the rows of `from` that say what one of `to` says already; returns them whole. */
export async function dropSame(
  tx: Tx,
  { table, key, same, sameWhen }: Pointer,
  from: string,
  to: string,
): Promise<RowJson[]> {
  if (!same) return [];
  const { rows } = await sql<{ row: RowJson }>`
    delete from ${sql.table(table)} t using (
      select m.* from ${sql.table(table)} m where m.contact_id = ${from} and exists (
        select from ${sql.table(table)} k
        where k.contact_id = ${to} and ${sameIn('k', 'm', same)} and ${sameWhen ?? sql<boolean>`true`})) as d
    where t.contact_id = ${from} and ${sameIn('t', 'd', ownKey(key))}
    returning to_jsonb(t) as row`.execute(tx);
  return rows.map((row) => row.row);
}

/** A table's rows of one contact, whole. */
export async function rowsOf(
  tx: Tx,
  { table }: Pick<Pointer, 'table'>,
  contactId: string,
): Promise<RowJson[]> {
  const { rows } = await sql<{ row: RowJson }>`
    select to_jsonb(t) as row from ${sql.table(table)} t where t.contact_id = ${contactId}`.execute(tx);
  return rows.map((row) => row.row);
}

/** Puts rows back that were taken out; what stands in their place by now stays. */
export async function putBack(tx: Tx, table: string, rows: readonly RowJson[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)));
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)
    on conflict do nothing`.execute(tx);
}

function keyOf(key: readonly string[]) {
  const parts = ownKey(key).flatMap((column) => [sql.lit(column), sql`t.${sql.ref(column)}`]);
  return sql`jsonb_build_object(${sql.join(parts)})`;
}

/** The contact itself changes. */
function ownKey(key: readonly string[]): string[] {
  return key.filter((column) => column !== 'contact_id');
}

function sameIn(one: string, other: string, columns: readonly string[]) {
  return sql<boolean>`(${sql.join(
    columns.map((column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`),
    sql` and `,
  )})`;
}
