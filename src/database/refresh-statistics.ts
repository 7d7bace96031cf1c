import { sql } from 'kysely';
import type { Db, Tables, Tx } from './tables.ts';

/**
 * Tells when the planner's statistics are worth renewing: after the first thousand rows and after every doubling. A
 * table that grew from nothing looks empty to the planner, and is scanned whole; Postgres notices within a minute, the
 * embedded database never by itself.
 */
export function statisticsKeeper(db: Db): (rowsWritten: number) => Promise<void> {
  let written = 0;
  let renewAt = FIRST_ROWS;
  return async (rowsWritten) => {
    written += rowsWritten;
    if (written < renewAt) return;
    renewAt = written * 2;
    await renewStatistics(db, GROWING);
  };
}

/** Lets the planner look at those of these tables that are half as large again as when it last did. */
export async function renewStatistics(db: Db, tables: readonly (keyof Tables)[]): Promise<void> {
  // As the owner: only that may.
  await db.transaction().execute(async (tx) => {
    const grown = await grownTables(tx, tables);
    if (grown.length === 0) return;
    await sql`select set_config('default_statistics_target', ${SAMPLE}, true)`.execute(tx);
    await sql`analyze ${sql.join(grown.map((table) => sql.table(table)))}`.execute(tx);
  });
}

/** The others look to the planner as they are. */
async function grownTables(tx: Tx, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; bytes: number; bytesThen: number }>`
    select t.name, pg_relation_size(c.oid) as bytes,
      c.relpages::bigint * current_setting('block_size')::int as "bytesThen"
    from unnest(${[...tables]}::text[]) as t(name) join pg_class c on c.oid = to_regclass('public.' || t.name)`.execute(
    tx,
  );
  return rows.flatMap(({ name, bytes, bytesThen }) => (bytes > GROWTH * bytesThen ? [name] : []));
}

const GROWTH = 1.5;

const FIRST_ROWS = 1000;
/** Times 300 rows are looked at: enough to tell large from small. */
const SAMPLE = '10';
/** Tables that grow with the mail, and with imports of files. */
const GROWING: readonly (keyof Tables)[] = [
  'raw_messages',
  'locations',
  'threads',
  'thread_references',
  'messages',
  'message_addresses',
  'contacts',
  'contact_addresses',
  'external_ids',
  'details',
  'products',
  'purchases',
  'purchase_items',
  'effects',
  'signals',
];
