import type { TaskState } from '../../database/automation-tables.ts';
import type { Tx } from '../../database/tables.ts';

/** A task as a list shows it. */
export type ListedTask = Awaited<ReturnType<typeof listTasks>>[number];

/** Tasks of a state, what is due first at the top; of all people, or of the one with this address. */
export function listTasks(
  tx: Tx,
  { state = 'open', assignee, limit }: { state?: TaskState | 'all'; assignee?: string; limit: number },
) {
  return tx
    .selectFrom('tasks as t')
    .leftJoin('contacts as c', 'c.id', 't.contact_id')
    .leftJoin('people as p', 'p.id', 't.assignee')
    .select([
      't.id',
      't.kind',
      't.title',
      't.state',
      't.note',
      't.due_at as dueAt',
      't.done_at as doneAt',
      't.contact_id as contactId',
      'c.name as contact',
      'p.name as assignee',
      't.source',
    ])
    .$if(state !== 'all', (query) => query.where('t.state', '=', state as TaskState))
    .$if(assignee !== undefined, (query) => query.where('p.email', '=', (assignee ?? '').toLowerCase()))
    .orderBy('t.due_at')
    .orderBy('t.id')
    .limit(limit)
    .execute();
}
