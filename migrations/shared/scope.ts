import { type Kysely, sql } from 'kysely';

/** The business of the transaction (src/database/in-business.ts); none outside of one. */
const SCOPE = `nullif(current_setting('app.business_id', true), '')::uuid`;
const INSIDE_SCOPE = `business_id = ${SCOPE}`;

/** The first column of every table. */
export const BUSINESS = `business_id uuid not null default ${SCOPE} references businesses on delete cascade`;

/** Of a table whose parent holds the business already: checking it twice for each of many rows is half their price. */
export const BUSINESS_OF_PARENT = `business_id uuid not null default ${SCOPE}`;

/** Puts tables under row-level security and lets the application's role work in them; `appendOnly` may not be changed. */
export async function protectTables(
  db: Kysely<unknown>,
  tables: readonly string[],
  appendOnly: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const table of tables) {
    await sql.raw(`alter table ${table} enable row level security`).execute(db);
    await sql
      .raw(
        `create policy ${table}_of_business on ${table} to wafa_app using (${INSIDE_SCOPE}) with check (${INSIDE_SCOPE})`,
      )
      .execute(db);
    const rights = appendOnly.has(table) ? 'select, insert' : 'select, insert, update, delete';
    await sql.raw(`grant ${rights} on ${table} to wafa_app`).execute(db);
  }
}

/** The names of the tables that these statements create. */
export function tablesIn(statements: readonly string[]): string[] {
  return statements.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);
}
