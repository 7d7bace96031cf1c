import { z } from 'zod';
import { closeTask } from '../cases/tasks/close-task.ts';
import { listTasks } from '../cases/tasks/list-tasks.ts';
import { inBusiness } from '../database/in-business.ts';
import { operation } from './operation.ts';

const MAX_TASKS = 1000;
const MAX_NOTE = 2000;

/** What people should do. */
export const tasksList = operation(
  'tasks-list',
  z.strictObject({
    state: z.enum(['open', 'done', 'dismissed', 'all']).default('open'),
    assignee: z.string().optional(),
    limit: z.int().min(1).max(MAX_TASKS).default(100),
  }),
  ({ db, businessId }, { state, assignee, limit }) =>
    inBusiness(db, businessId, (tx) =>
      listTasks(tx, { state, limit, ...(assignee === undefined ? {} : { assignee }) }),
    ),
);

const closing = z.strictObject({ id: z.string(), note: z.string().max(MAX_NOTE).default('') });

/** Somebody did it. */
export const taskDone = operation(
  'task-done',
  closing,
  async ({ db, businessId, clock }, { id, note }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, (tx) => closeTask(tx, { id, state: 'done', actor, note, now }));
  },
);

/** Nobody will do it. */
export const taskDismiss = operation(
  'task-dismiss',
  closing,
  async ({ db, businessId, clock }, { id, note }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, (tx) => closeTask(tx, { id, state: 'dismissed', actor, note, now }));
  },
);
