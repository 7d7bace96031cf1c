import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** The kinds of rows that an edit can change and undo bring back: `what` up to its colon. Each with its table and its key. */
export const UNDOABLE = {
  detail: { table: 'details', key: ['id'] },
  occasion: { table: 'occasions', key: ['id'] },
  note: { table: 'notes', key: ['id'] },
  tag: { table: 'contact_tags', key: ['contact_id', 'tag'] },
  address: { table: 'contact_addresses', key: ['canonical'] },
  domain: { table: 'company_domains', key: ['domain'] },
  interaction: { table: 'interactions', key: ['id'] },
  feedback: { table: 'feedback', key: ['id'] },
} as const;
export type UndoableKind = keyof typeof UNDOABLE;

/** What undo is to do with one row: bring it from what the edit left back to what the edit found. */
export interface Reversal {
  number: number;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/**
 * Brings rows of one kind back, in three statements; a row that is not as the edit left it stays as it is. Says the
 * numbers of those that were brought back.
 */
export async function revertRows(
  tx: Tx,
  kind: UndoableKind,
  reversals: readonly Reversal[],
): Promise<Set<number>> {
  const { table, key } = UNDOABLE[kind];
  const rows = sql.table(table);
  const same = sql.join(
    key.map((column) => sql`t.${sql.ref(column)} = k.${sql.ref(column)}`),
    sql` and `,
  );
  const asked = sql`jsonb_to_recordset(${JSON.stringify(reversals)}::jsonb) as x(number int, before jsonb, after jsonb)`;
  const keyRow = sql`cross join lateral jsonb_populate_record(null::${rows}, coalesce(x.after, x.before)) as k`;
  const { rows: clean } = await sql<{ number: number }>`
    select x.number from ${asked} ${keyRow} left join ${rows} t on ${same}
    where (to_jsonb(t) - 'business_id') is not distinct from
      (case when x.after is null then null else to_jsonb(jsonb_populate_record(null::${rows}, x.after)) - 'business_id' end)`.execute(
    tx,
  );
  const numbers = new Set(clean.map(({ number }) => number));
  if (numbers.size === 0) return numbers;
  const reverted = reversals.filter(({ number }) => numbers.has(number));
  const of = (list: readonly Reversal[]) =>
    sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(number int, before jsonb, after jsonb)`;
  await sql`
    delete from ${rows} t using ${of(reverted.filter(({ after }) => after !== null))} ${keyRow} where ${same}`.execute(
    tx,
  );
  const restored = reverted.filter(({ before }) => before !== null);
  if (restored.length === 0) return numbers;
  await sql`
    insert into ${rows} select r.* from ${of(restored)} cross join lateral jsonb_populate_record(null::${rows},
      x.before || jsonb_build_object('business_id', current_setting('app.business_id'))) as r`.execute(tx);
  return numbers;
}
