import { sql } from 'kysely';
import { asOwner, BUSINESS_OF_SCOPE } from '../../database/as-owner.ts';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { Recogniser } from './recognise.ts';

/** A column that may hold words. */
interface TextColumn {
  name: string;
  json: boolean;
  /** Part of a unique index: two rows may not come to say the same. */
  unique: boolean;
}

/** The texts of one table. */
export interface TextTable {
  name: string;
  columns: TextColumn[];
}

/** About the business itself and its servers: nothing in them is about a customer. */
const NOT_ABOUT_CUSTOMERS = new Set([
  'businesses',
  'people',
  'installations',
  'mailboxes',
  'folders',
  'cursors',
  'gaps',
  'skips',
  'locations',
  'workers',
  'secrets',
  'secret_keys',
  'oauth_grants',
  'effects',
  'erasures',
  'api_keys',
  'webhooks',
]);
/** Rows that the application may not change. */
const APPEND_ONLY = new Set(['audit_log', 'consent_events', 'outgoing_transitions']);
/** The outbox has a lock of its own and comes last. */
const OUTBOX = new Set(['outgoing_emails', 'outgoing_transitions']);
const BATCH_ROWS = 200;

/** Every table that may mention a customer, by the catalogue: one that is added tomorrow is looked through tomorrow. */
export async function tablesWithTexts(tx: Tx): Promise<{ record: TextTable[]; outbox: TextTable[] }> {
  const { rows } = await sql<{ table: string; name: string; type: string; unique: boolean }>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
      exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any(i.indkey)) as unique
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = 'public' and c.relkind = 'r' and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
      and exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'business_id' and not b.attisdropped)
    order by c.relname, a.attnum`.execute(tx);
  const tables = [...Map.groupBy(rows, ({ table }) => table)]
    .filter(([name]) => !NOT_ABOUT_CUSTOMERS.has(name))
    .map(([name, columns]) => ({
      name,
      columns: columns.map((column) => ({ ...column, json: column.type === 'jsonb' })),
    }));
  return {
    record: tables.filter(({ name }) => !OUTBOX.has(name)),
    outbox: tables.filter(({ name }) => OUTBOX.has(name)),
  };
}

/**
 * Takes the person out of every text of these tables; answers how many rows mentioned them. `onRow` hears of each. One pass
 * over each table, along no index: erasing is rare, and must be complete.
 */
export async function redactRows(
  tx: Tx,
  tables: readonly TextTable[],
  { source, redact }: Recogniser,
  onRow: (table: string, row: Record<string, unknown>) => void = () => {},
): Promise<number> {
  if (source === undefined) return 0;
  let redacted = 0;
  for (const table of tables) {
    const work = () => redactTable(tx, table, { source, redact }, onRow);
    redacted += await (APPEND_ONLY.has(table.name) ? asOwner(tx, work) : work());
  }
  return redacted;
}

async function redactTable(
  tx: Tx,
  { name, columns }: TextTable,
  { source, redact }: { source: string; redact: (text: string) => string },
  onRow: (table: string, row: Record<string, unknown>) => void,
): Promise<number> {
  const mentions = sql.join(
    columns.map((column) => sql`${sql.ref(column.name)}::text ~ ${source}`),
    sql` or `,
  );
  /** Found by the database, which looks less exactly, and not by us. */
  const passedOver: string[] = [];
  for (let redacted = 0; ; ) {
    const { rows } = await sql<Record<string, unknown> & { place: string }>`
      select ctid::text as place, * from ${sql.table(name)}
      where business_id = ${BUSINESS_OF_SCOPE} and (${mentions}) and ctid::text <> all(${passedOver}::text[])
      limit ${BATCH_ROWS} for update`.execute(tx);
    if (rows.length === 0) return redacted;
    for (const row of rows) {
      const changes = columns.flatMap((column) => {
        const before = row[column.name];
        const after = column.json ? redactJson(before, redact) : redactText(before, redact, column.unique);
        if (after === before) return [];
        return [sql`${sql.ref(column.name)} = ${column.json ? sql`${JSON.stringify(after)}::jsonb` : after}`];
      });
      if (changes.length === 0) {
        passedOver.push(row.place);
        continue;
      }
      onRow(name, row);
      await sql`update ${sql.table(name)} set ${sql.join(changes)} where ctid = ${row.place}::tid`.execute(
        tx,
      );
      redacted++;
    }
  }
}

function redactText(value: unknown, redact: (text: string) => string, unique: boolean): unknown {
  if (typeof value !== 'string') return value;
  const redacted = redact(value);
  return redacted === value ? value : unique ? `erased-${newId()}` : redacted;
}

/** The same value where nothing was found, so that it can be told by identity. */
function redactJson(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => redactJson(item, redact));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [redact(key), redactJson(item, redact), key, item] as const,
  );
  if (entries.every(([key, item, keyBefore, before]) => key === keyBefore && item === before)) return value;
  return Object.fromEntries(entries.map(([key, item]) => [key, item]));
}
