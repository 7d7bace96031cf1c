import { zstdDecompressSync } from 'node:zlib';
import { sql } from 'kysely';
import type { Db } from '../../src/database/tables.ts';

/** One value of one column, as text. */
export interface DumpedValue {
  table: string;
  column: string;
  text: string;
}

/**
 * Every column of every row of every table, as somebody with a copy of the database would read it: bytes are unpacked and
 * taken for UTF-8, encoded words of mail are decoded.
 */
export async function dumpDatabase(db: Db): Promise<DumpedValue[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1, 2`.execute(db);
  const values: DumpedValue[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(`${schema}.${name}`)}`.execute(db);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (value !== null) values.push({ table: name, column, text: textOf(value) });
      }
    }
  }
  return values;
}

/** Where any of the patterns is found, as `table.column: text around it`. */
export function whereFound(values: readonly DumpedValue[], pattern: RegExp): string[] {
  return values.flatMap(({ table, column, text }) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [`${table}.${column}: ${text.slice(Math.max(0, at - 30), at + 60)}`];
  });
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return mailText(Buffer.from(value));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

function mailText(bytes: Buffer): string {
  const plain = bytes.subarray(0, 4).equals(ZSTD_MAGIC) ? zstdDecompressSync(bytes) : bytes;
  const text = plain.toString('utf8');
  const unfolded = text
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
  const base64 = [...text.matchAll(/(?:^[A-Za-z0-9+/]{40,76}={0,2}\r?\n?)+/gm)].map(([block]) =>
    Buffer.from(block, 'base64').toString('utf8'),
  );
  return [text, unfolded, ...base64].join('\n');
}
