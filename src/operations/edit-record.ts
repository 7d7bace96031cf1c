import type { PeopleRules } from '../customers/match/company-domain.ts';
import { beginEdit } from '../customers/record/edits.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { localDay } from '../lib/local-time.ts';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import type { Workspace } from '../schedule/workspace.ts';

/** What an edit of the record works with. */
export interface EditContext {
  editId: string;
  actor: string;
  now: Date;
  /** The day at the business, `2026-11-23`. */
  today: string;
  rules: PeopleRules;
  country: string | undefined;
}

/** What was done: the edit that undo takes, null when everything was so already. */
export interface EditDone<Result> {
  editId: string | null;
  result: Result;
}

/** Does something to the record in one transaction, as one edit that can be undone; one that changed nothing is no edit. */
export async function editRecord<Result>(
  workspace: Workspace,
  edit: { kind: string; title: string; actor: string },
  work: (tx: Tx, context: EditContext) => Promise<Result>,
): Promise<EditDone<Result>> {
  const { db, businessId, clock } = workspace;
  const now = await clock.now();
  return inBusiness(db, businessId, (tx) => editRecordIn(tx, workspace, { ...edit, now }, work));
}

/** The same in the transaction of something larger. */
export async function editRecordIn<Result>(
  tx: Tx,
  workspace: Workspace,
  edit: { kind: string; title: string; actor: string; now: Date },
  work: (tx: Tx, context: EditContext) => Promise<Result>,
): Promise<EditDone<Result>> {
  const { config } = workspace;
  const editId = await beginEdit(tx, edit);
  const result = await work(tx, {
    editId,
    actor: edit.actor,
    now: edit.now,
    today: localDay(edit.now, config.business.timeZone),
    rules: peopleRulesOf(workspace),
    country: config.business.country,
  });
  const change = await tx
    .selectFrom('changes')
    .select('number')
    .where('edit_id', '=', editId)
    .limit(1)
    .executeTakeFirst();
  if (change !== undefined) return { editId, result };
  await tx.deleteFrom('edits').where('id', '=', editId).execute();
  return { editId: null, result };
}
