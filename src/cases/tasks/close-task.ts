import { audit } from '../../businesses/audit.ts';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';

/** A task as it was closed. */
export interface ClosedTask {
  id: string;
  title: string;
}

/** Shorter, an id might mean many. */
const MIN_PREFIX = 4;

/**
 * Somebody did a task, or will not do it. `id` may be the beginning of one, if only one open task begins so. Throws a
 * WafaError when there is none, or more than one.
 */
export async function closeTask(
  tx: Tx,
  {
    id,
    state,
    actor,
    note = '',
    now,
  }: { id: string; state: 'done' | 'dismissed'; actor: string; note?: string; now: Date },
): Promise<ClosedTask> {
  const open = await tx.selectFrom('tasks').select(['id', 'title']).where('state', '=', 'open').execute();
  const found = id.length < MIN_PREFIX ? [] : open.filter((task) => task.id.startsWith(id.toLowerCase()));
  const [task] = found;
  if (!task || found.length > 1) {
    throw new WafaError(
      task ? `"${id}" is the beginning of ${found.length} tasks` : `there is no open task "${id}"`,
      {
        hint: 'npx wafa tasks lists them with their ids',
        exitCode: ExitCode.usage,
      },
    );
  }
  await tx
    .updateTable('tasks')
    .set({ state, state_by: actor, note, done_at: now })
    .where('id', '=', task.id)
    .where('state', '=', 'open')
    .execute();
  await audit(tx, { actor, action: `task ${state}`, subject: task.id, detail: { title: task.title, note } });
  return task;
}
