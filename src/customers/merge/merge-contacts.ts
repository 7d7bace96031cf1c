import { audit } from '../../businesses/audit.ts';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { refreshPurchaseCounters } from '../purchases/purchase-counters.ts';
import { beginEdit, recordChanges } from '../record/edits.ts';
import { CONTACT_COLUMNS } from '../record/fields.ts';
import { settleAll } from '../record/settle.ts';
import { makeDue } from '../record/settle-contacts.ts';
import { carryDecisions, suggestionsOf } from './carry-decisions.ts';
import { combineContacts } from './combine-contacts.ts';
import { contactRow, writeContact } from './contact-row.ts';
import { countSentToBoth, mailWaiting } from './mail-counts.ts';
import { moveMail } from './mail-of-contact.ts';
import type { MergeSnapshot, MovedRows } from './merge-snapshot.ts';
import { dropSame, moveRows, type RowJson, rowsOf, tablesWith } from './move-rows.ts';
import { KEPT_ASIDE, MOVED } from './pointers.ts';
import { rewriteChanges } from './rewrite-changes.ts';
import { dropDoubleRecipients, dropDoubleRuns, lockRuns, stopParallelRuns } from './running-work.ts';

export interface MergeRequest {
  keepId: string;
  mergeId: string;
  actor: string;
  /** Why they are one, as suggested. */
  reasons?: readonly object[];
  score?: number | null;
  now: Date;
}

/** Why runs and letters of the second of two contacts were stopped; undoing the merge looks for it. */
export const ONE_PERSON = 'one person with another contact, who gets it already';

/**
 * Makes two contacts one: everything that points to the one that goes points to the one that stays, what both say is kept
 * once, counters add up, and nobody is written to twice. The whole of what was is kept in `merges`, whose id is returned:
 * unmergeContacts parts them again. Throws a WafaError when they are one already or one is not there. Takes `lockCustomers`.
 */
export async function mergeContacts(tx: Tx, request: MergeRequest): Promise<string> {
  const { keepId, mergeId, now } = request;
  if (keepId === mergeId)
    throw new WafaError('both are the same contact already', { exitCode: ExitCode.usage });
  await lockCustomers(tx);
  await lockRuns(tx, [keepId, mergeId]);
  const before = await contactRow(tx, keepId);
  const merged = await contactRow(tx, mergeId);
  if (!before || !merged)
    throw new WafaError('one of the contacts is not there any more', { exitCode: ExitCode.usage });
  const id = newId();
  const waiting = await mailWaiting(tx, [keepId, mergeId]);
  const inBoth = await countSentToBoth(tx, keepId, mergeId);
  const recipients = await dropDoubleRecipients(tx, keepId, mergeId, ONE_PERSON, now);
  const mail = await moveMail(tx, mergeId, keepId, now);
  const rewritten = await rewriteChanges(tx, mergeId, keepId);
  const { moved, dropped } = await moveAll(tx, keepId, mergeId);
  const carried = await carryDecisions(tx, keepId, mergeId);
  const runs = await stopParallelRuns(tx, keepId, ONE_PERSON, now);
  await tx.deleteFrom('contacts').where('id', '=', mergeId).execute();
  await writeContact(tx, keepId, combineContacts(before, merged, inBoth));
  const after = await settled(tx, keepId, now);
  await noteMerge(tx, id, request, {
    moved,
    snapshot: {
      merged,
      before,
      after,
      ...mail,
      dropped,
      carried,
      rewritten,
      stopped: { runs, recipients },
      waiting,
    },
  });
  return id;
}

async function moveAll(
  tx: Tx,
  keepId: string,
  mergeId: string,
): Promise<{ moved: MovedRows; dropped: Record<string, RowJson[]> }> {
  const filled = await tablesWith(tx, [...MOVED, ...KEPT_ASIDE], mergeId);
  const dropped: Record<string, RowJson[]> = {
    automation_runs: await dropDoubleRuns(tx, keepId, mergeId),
    merge_suggestions: await suggestionsOf(tx, mergeId),
  };
  for (const pointer of KEPT_ASIDE.filter(({ table }) => filled.has(table)))
    dropped[pointer.table] = await rowsOf(tx, pointer, mergeId);
  const moved: MovedRows = {};
  for (const pointer of MOVED.filter(({ table }) => filled.has(table))) {
    if (pointer.same) dropped[pointer.table] = await dropSame(tx, pointer, mergeId, keepId);
    moved[pointer.table] = await moveRows(tx, pointer, mergeId, keepId);
  }
  return { moved, dropped };
}

/** What `details` and purchases say of the contact now that it has those of both; its scores are due. Returns the row. */
async function settled(tx: Tx, contactId: string, now: Date): Promise<RowJson> {
  await refreshPurchaseCounters(tx, [contactId], now);
  const fields = Object.keys(CONTACT_COLUMNS);
  await settleAll(
    tx,
    fields.map((field) => ({ contactId, field })),
    now,
  );
  await makeDue(tx, [contactId], now);
  await tx
    .insertInto('contacts_to_compare')
    .values({ contact_id: contactId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await contactRow(tx, contactId)) ?? {};
}

async function noteMerge(
  tx: Tx,
  id: string,
  { keepId, mergeId, actor, reasons = [], score = null, now }: MergeRequest,
  { moved, snapshot }: { moved: MovedRows; snapshot: MergeSnapshot },
): Promise<void> {
  const names = { was: String(snapshot.merged['name']), became: String(snapshot.after['name']) };
  const title = `merged ${names.was} into ${names.became}`;
  const editId = await beginEdit(tx, { actor, kind: 'merge', title, now });
  await recordChanges(tx, editId, [
    { contactId: keepId, what: 'merge', before: null, after: null, ...names, source: 'merge', sourceRef: id },
  ]);
  await tx
    .insertInto('merges')
    .values({
      id,
      kept_id: keepId,
      merged_id: mergeId,
      snapshot: JSON.stringify(snapshot),
      moved: JSON.stringify(moved),
      reasons: JSON.stringify(reasons),
      score,
      edit_id: editId,
      actor,
      at: now,
    })
    .execute();
  await audit(tx, {
    actor,
    action: 'merge contacts',
    subject: keepId,
    detail: { merge: id, merged: mergeId },
    at: now,
  });
}
