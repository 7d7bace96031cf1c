import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { RowJson } from './move-rows.ts';

/** Keys of changes whose rows, as they were before or after, name the other contact now. */
export interface RewrittenChanges {
  before: RowJson[];
  after: RowJson[];
}

const SIDES = ['before', 'after'] as const;

/**
 * The history keeps whole rows, to take an edit back by. Those of the merged contact are to name the one that stays, or
 * taking back would bring rows of somebody who is not there; also those of an edit that took an address from it.
 */
export async function rewriteChanges(tx: Tx, from: string, to: string): Promise<RewrittenChanges> {
  const rewritten: RewrittenChanges = { before: [], after: [] };
  for (const side of SIDES) {
    const column = sql.ref(side);
    const { rows } = await sql<RowJson>`
      update changes c set ${column} = c.${column} || jsonb_build_object('contact_id', ${to}::uuid)
      where c.${column}->>'contact_id' = ${from} and (c.contact_id = ${from} or c.edit_id in (
        select l.edit_id from changes l where l.contact_id = ${from} and l.before is null and l.after is null))
      returning c.edit_id, c.number`.execute(tx);
    rewritten[side] = rows;
  }
  return rewritten;
}

/** Makes them name the parted contact again. */
export async function restoreChanges(tx: Tx, rewritten: RewrittenChanges, to: string): Promise<void> {
  for (const side of SIDES) {
    const column = sql.ref(side);
    await sql`
      update changes c set ${column} = c.${column} || jsonb_build_object('contact_id', ${to}::uuid)
      from jsonb_populate_recordset(null::changes, ${JSON.stringify(rewritten[side])}::jsonb) as x
      where c.edit_id = x.edit_id and c.number = x.number`.execute(tx);
  }
}
