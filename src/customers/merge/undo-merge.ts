import type { Tx } from '../../database/tables.ts';
import type { UndoResult } from '../record/undo-edit.ts';
import { unmergeContacts } from './unmerge-contacts.ts';

/** The merge that an edit of the history stands for; undefined for any other edit. */
export async function mergeOfEdit(tx: Tx, editId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('changes')
    .select('source_ref')
    .where('edit_id', '=', editId)
    .where('what', '=', 'merge')
    .where('source', '=', 'merge')
    .executeTakeFirst();
  return row?.source_ref ?? undefined;
}

/** Takes a merge back as any edit is taken back. */
export async function undoMerge(tx: Tx, mergeId: string, actor: string, now: Date): Promise<UndoResult> {
  const { editId, title } = await unmergeContacts(tx, { mergeId, actor, now });
  return { editId, title, takenBack: 1, kept: [] };
}
