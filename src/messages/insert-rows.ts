import { type RawBuilder, sql } from 'kysely';
import type { Tables, Tx } from '../database/tables.ts';

/** Column names and their Postgres types, in one order for all rows. */
export type Columns = Record<string, 'uuid' | 'text' | 'int' | 'timestamptz' | 'jsonb'>;

type Value = string | number | Date | null;

/**
 * Inserts many rows with one statement of one shape: each column travels as one array. Rows whose key exists already
 * are left as they are. A jsonb value is a JSON string.
 */
export async function insertRows<C extends Columns>(
  tx: Tx,
  table: keyof Tables,
  columns: C,
  rows: readonly Record<keyof C & string, Value>[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const arrays: RawBuilder<unknown>[] = [];
  const selected: RawBuilder<unknown>[] = [];
  for (const name of names) {
    const type = columns[name] ?? 'text';
    const values = rows.map((row) => asText(row[name] ?? null));
    // Arrays of jsonb would be quoted twice by the drivers; they travel as text.
    arrays.push(sql`${values}::${sql.raw(type === 'jsonb' ? 'text' : type)}[]`);
    selected.push(type === 'jsonb' ? sql`${sql.ref(name)}::jsonb` : sql.ref(name));
  }
  await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    select ${sql.join(selected)}
    from unnest(${sql.join(arrays)}) as given(${sql.join(names.map((name) => sql.ref(name)))})
    on conflict do nothing`.execute(tx);
}

function asText(value: Value): string | number | null {
  return value instanceof Date ? value.toISOString() : value;
}
