import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** Where an export of a table goes on: the key of the last row, as texts. */
export type TableKey = string[];

/** A table and how its rows are told apart. */
export interface ExportTable {
  name: string;
  /** Columns of the primary key, but for the business. */
  key: { name: string; type: string }[];
  /** Columns that are written; bytes of mail are files of their own. */
  columns: string[];
}

/** Left out, and why; the manifest says so. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  secrets: 'passwords and tokens',
  secret_keys: 'keys of passwords and tokens',
  oauth_grants: 'sign-ins',
  api_keys: 'keys of the API',
  api_answers: 'answers of the API, kept for a day',
  installations: 'this installation',
  workers: 'this installation',
  contact_words: 'made by the database from contacts.name',
  contacts_to_compare: 'who waits to be compared with others',
  match_keys: 'made of what is known, to find who may be one person',
};

/** Written as files of their own. */
const BYTES_ELSEWHERE: Readonly<Record<string, string[]>> = {
  raw_messages: ['bytes', 'file'],
  outgoing_emails: ['bytes', 'lease_token', 'lease_until'],
};

const PAGE_ROWS = 1000;
/** Rows with texts of any length. */
const PAGE_TEXTS = 100;
const LONG_TEXTS = new Set(['messages', 'webhook_deliveries', 'merges']);

/** Every table of the business, by the catalogue. */
export async function tablesToExport(tx: Tx): Promise<ExportTable[]> {
  const { rows } = await sql<{ table: string; name: string; type: string; position: number | null }>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      array_position(i.indkey::int[], a.attnum::int) as position
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'businesses'
      and exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'business_id')
    order by c.relname, a.attnum`.execute(tx);
  return [...Map.groupBy(rows, ({ table }) => table)]
    .filter(([name]) => !(name in NOT_EXPORTED))
    .map(([name, columns]) => {
      const own = columns.filter((column) => column.name !== 'business_id');
      const key = own.filter(({ position }) => position !== null);
      const elsewhere = BYTES_ELSEWHERE[name] ?? [];
      return {
        name,
        key: key.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)),
        columns: own.map((column) => column.name).filter((column) => !elsewhere.includes(column)),
      };
    });
}

/**
 * Appends the next page of a table to `tables/NAME.jsonl`: one JSON object a line, times to the microsecond. Answers
 * how many rows, and the key to go on after; no key at the end.
 */
export async function exportTablePage(
  tx: Tx,
  folder: string,
  { name, key, columns }: ExportTable,
  after: TableKey | undefined,
): Promise<{ rows: number; next: TableKey | undefined }> {
  const refs = key.map((column) => sql.ref(`t.${column.name}`));
  const isAfter =
    after === undefined
      ? sql`true`
      : sql`(${sql.join(refs)}) > (${sql.join(key.map(({ type }, at) => sql`${after[at] ?? ''}::text::${sql.raw(type)}`))})`;
  const limit = LONG_TEXTS.has(name) ? PAGE_TEXTS : PAGE_ROWS;
  const place: RawBuilder<string[]> = sql`array[${sql.join(refs.map((ref) => sql`${ref}::text`))}]`;
  const { rows } = await sql<{ line: string; place: string[] }>`
    select (select to_jsonb(x) from (select ${sql.join(columns.map((column) => sql.ref(`t.${column}`)))}) as x)::text as line,
      ${place} as place
    from ${sql.table(name)} t where ${isAfter} order by ${sql.join(refs)} limit ${limit}`.execute(tx);
  if (rows.length > 0 || after === undefined) {
    await mkdir(path.join(folder, 'tables'), { recursive: true, mode: 0o700 });
    await appendFile(
      path.join(folder, 'tables', `${name}.jsonl`),
      rows.map(({ line }) => `${line}\n`).join(''),
      { mode: 0o600 },
    );
  }
  return { rows: rows.length, next: rows.length < limit ? undefined : rows.at(-1)?.place };
}
