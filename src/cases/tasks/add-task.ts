import type { TaskKind } from '../../database/automation-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';

/** Something that a person should do. */
export interface NewTask {
  kind: TaskKind;
  title: string;
  contactId: string | null;
  /** Of `people`; null: whoever looks first. */
  assignee: string | null;
  dueAt: Date;
  /** Where it came from, and what of it: there is one task for each. */
  source: string;
  sourceRef: string;
}

/** Writes a task down, once for each source; answers its id, also when it was there already. */
export async function addTask(tx: Tx, task: NewTask, now: Date): Promise<string> {
  const inserted = await tx
    .insertInto('tasks')
    .values({
      id: newId(now.getTime()),
      kind: task.kind,
      title: task.title,
      contact_id: task.contactId,
      assignee: task.assignee,
      due_at: task.dueAt,
      source: task.source,
      source_ref: task.sourceRef,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['business_id', 'source', 'source_ref']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted) return inserted.id;
  const { id } = await tx
    .selectFrom('tasks')
    .select('id')
    .where('source', '=', task.source)
    .where('source_ref', '=', task.sourceRef)
    .executeTakeFirstOrThrow();
  return id;
}
