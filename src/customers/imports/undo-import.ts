import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { settlePurchases } from '../purchases/settle-purchases.ts';
import { undoEdit } from '../record/undo-edit.ts';
import { recountLife } from './recount-life.ts';
import { undoPeople } from './undo-people.ts';
import { undoPurchases } from './undo-purchases.ts';
import { count, keep, type UndoneImport } from './undone.ts';

export type { UndoneImport } from './undone.ts';

export interface UndoImportOptions {
  db: Db;
  businessId: string;
  id: string;
  actor: string;
  now: Date;
}

/**
 * Takes an import back, in batches: what it created goes, what it changed comes back, and what something else has come to
 * depend on stays and is said. One that was cut off goes on when it is asked for again. Throws a WafaError when there is
 * no such import, or it was taken back already.
 */
export async function undoImport({
  db,
  businessId,
  id,
  actor,
  now,
}: UndoImportOptions): Promise<UndoneImport> {
  const inside = <T>(work: (tx: Tx) => Promise<T>) => inBusiness(db, businessId, work);
  const found = await inside((tx) => importToUndo(tx, id));
  const result: UndoneImport = { id, name: found.name, removed: {}, restored: 0, kept: [] };
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    after = await inside((tx) => undoPurchases(tx, { importId: id, after: from, now }, result));
  }
  await inside(async (tx) => {
    await lockCustomers(tx);
    await removeSaid(tx, id, now, result);
    if (found.edit_id !== null) await restore(tx, found.edit_id, actor, now, result);
    await undoPeople(tx, id, now, result);
    await tx.updateTable('imports').set({ undone_at: now, undone_by: actor }).where('id', '=', id).execute();
  });
  return result;
}

async function importToUndo(tx: Tx, id: string) {
  const found = await tx
    .selectFrom('imports')
    .select(['name', 'edit_id', 'undone_at', 'undone_by'])
    .where('id', '=', id)
    .executeTakeFirst();
  const hint = 'npx wafa import list shows them with their ids';
  if (!found) throw new WafaError(`there is no import ${id}`, { hint, exitCode: ExitCode.usage });
  if (found.undone_at !== null)
    throw new WafaError(`this import was taken back already, by ${found.undone_by ?? 'somebody'}`, {
      hint: 'import the file again to have it again',
      exitCode: ExitCode.usage,
    });
  return found;
}

/** Feedback, interactions and carts. */
async function removeSaid(tx: Tx, importId: string, now: Date, result: UndoneImport): Promise<void> {
  for (const table of ['feedback', 'interactions', 'carts'] as const) {
    const purchase = table === 'feedback' ? sql`purchase_id` : sql`null::uuid`;
    const { rows } = await sql<{ contactId: string; purchaseId: string | null }>`
      delete from ${sql.table(table)} where import_id = ${importId}
      returning contact_id as "contactId", ${purchase} as "purchaseId"`.execute(tx);
    count(result, table, rows.length);
    await settlePurchases(
      tx,
      rows.flatMap(({ purchaseId }) => purchaseId ?? []),
      now,
    );
    await recountLife(
      tx,
      rows.map(({ contactId }) => contactId),
      now,
    );
  }
}

/** What the import changed of people who were known before it. */
async function restore(
  tx: Tx,
  editId: string,
  actor: string,
  now: Date,
  result: UndoneImport,
): Promise<void> {
  const edit = await tx
    .selectFrom('edits as e')
    .select(['e.undone_at'])
    .select(sql<boolean>`exists (select from changes c where c.edit_id = e.id)`.as('changed'))
    .where('e.id', '=', editId)
    .executeTakeFirst();
  if (edit === undefined || edit.undone_at !== null || !edit.changed) return;
  try {
    const { takenBack, kept } = await undoEdit(tx, editId, actor, now);
    result.restored = takenBack;
    keep(result, 'values', kept.length, 'they were changed again since');
  } catch (error) {
    // All of it was changed again: then there is nothing to bring back.
    if (!(error instanceof WafaError)) throw error;
    keep(result, 'values', 1, error.message);
  }
}
