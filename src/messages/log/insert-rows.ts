import { type RawBuilder, sql } from 'kysely';
import type { Tables, Tx } from '../../database/tables.ts';

/** Column names and how their values travel: as a Postgres type, or as UTF-8 bytes of a text. */
export type Columns = Record<string, 'uuid' | 'text' | 'int' | 'timestamptz' | 'jsonb' | 'utf8'>;

type Value = string | number | Date | Uint8Array | null;

/**
 * Inserts many rows with one statement of one shape: each column travels as one array, all columns of bytes together
 * as one value that the database cuts up. Rows whose key exists already are left as they are. A jsonb value is a JSON
 * string.
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
  const given: RawBuilder<unknown>[] = [];
  const selected: RawBuilder<unknown>[] = [];
  const pack = createPack();
  for (const name of names) {
    const type = columns[name] ?? 'text';
    const values = rows.map((row) => row[name] ?? null);
    if (type === 'utf8') {
      const [from, length] = [sql.ref(`${name} from`), sql.ref(`${name} length`)];
      const places = values.map((value) => pack.add(value));
      arrays.push(
        sql`${places.map((place) => place.from)}::int[]`,
        sql`${places.map((place) => place.length)}::int[]`,
      );
      given.push(from, length);
      selected.push(sql`convert_from(substring(pack.bytes from ${from} for ${length}), 'UTF8')`);
    } else {
      // Arrays of jsonb would be quoted twice by the drivers; they travel as text.
      arrays.push(sql`${values.map(asText)}::${sql.raw(type === 'jsonb' ? 'text' : type)}[]`);
      given.push(sql.ref(name));
      selected.push(type === 'jsonb' ? sql`${sql.ref(name)}::jsonb` : sql.ref(name));
    }
  }
  // The pack comes first: the driver's buffer then grows once. `offset 0` keeps the planner from copying it into every column.
  await sql`with pack as (select ${pack.bytes()}::bytea as bytes offset 0)
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    select ${sql.join(selected)}
    from pack, unnest(${sql.join(arrays)}) as given(${sql.join(given)})
    on conflict do nothing`.execute(tx);
}

function asText(value: Value): string | number | null {
  if (value instanceof Uint8Array)
    throw new TypeError('bytes stand in a column that is not declared as such');
  return value instanceof Date ? value.toISOString() : value;
}

/** Pieces in a row, and where each lies; places count from 1, as SQL's substring does. */
function createPack() {
  const pieces: Uint8Array[] = [];
  let end = 1;
  return {
    add(value: Value): { from: number; length: number | null } {
      if (value === null) return { from: end, length: null };
      if (!(value instanceof Uint8Array)) throw new TypeError('a column of bytes was given something else');
      const from = end;
      pieces.push(value);
      end += value.length;
      return { from, length: value.length };
    },
    bytes: () => Buffer.concat(pieces),
  };
}
