import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type Change, recordChanges } from './edits.ts';
import { UNDOABLE, type UndoableKind } from './undo-rows.ts';

/** One row that is about to be changed, and how its change is told. */
export interface RowChange
  extends Pick<Change, 'contactId' | 'companyId' | 'was' | 'became' | 'source' | 'sourceRef'> {
  editId: string;
  kind: UndoableKind;
  /** Its key, as in UNDOABLE. */
  key: Record<string, string>;
  /** What it holds: `birthday`; told as `occasion:birthday`. */
  what?: string;
}

/** Lets `work` change the row, and notes it as it was before and is after, so that undo can bring it back. */
export async function changeRow(tx: Tx, change: RowChange, work: () => Promise<unknown>): Promise<void> {
  const { editId, kind, key, what, ...told } = change;
  const before = await rowOf(tx, kind, key);
  await work();
  const after = await rowOf(tx, kind, key);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await recordChanges(tx, editId, [
    { ...told, what: what === undefined ? kind : `${kind}:${what}`, before, after },
  ]);
}

/** A row as `changes` keeps it; null when there is none. */
async function rowOf(tx: Tx, kind: UndoableKind, key: Record<string, string>): Promise<object | null> {
  const { table } = UNDOABLE[kind];
  const conditions = Object.entries(key).map(([column, value]) => sql`t.${sql.ref(column)} = ${value}`);
  const { rows } = await sql<{ row: object }>`
    select to_jsonb(t) - 'business_id' as row from ${sql.table(table)} t
    where ${sql.join(conditions, sql` and `)}`.execute(tx);
  return rows[0]?.row ?? null;
}
