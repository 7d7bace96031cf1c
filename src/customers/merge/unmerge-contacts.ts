import { sql } from 'kysely';
import { audit } from '../../businesses/audit.ts';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { refreshPurchaseCounters } from '../purchases/purchase-counters.ts';
import { beginEdit, recordChanges } from '../record/edits.ts';
import { CONTACT_COLUMNS } from '../record/fields.ts';
import { settleAll } from '../record/settle.ts';
import { makeDue } from '../record/settle-contacts.ts';
import { dismissPair, uncarry } from './carry-decisions.ts';
import { later } from './combine-contacts.ts';
import { contactRow, DESCRIBED, writeContact } from './contact-row.ts';
import { followLater } from './follow-later.ts';
import { mailSince } from './mail-counts.ts';
import { returnMail } from './mail-of-contact.ts';
import { ONE_PERSON } from './merge-contacts.ts';
import type { MergeSnapshot, MovedRows } from './merge-snapshot.ts';
import { moveBack, putBack, type RowJson } from './move-rows.ts';
import { MOVED } from './pointers.ts';
import { restoreChanges } from './rewrite-changes.ts';
import { lockRuns, takeUpAgain } from './running-work.ts';

export interface UnmergeResult {
  keptId: string;
  /** The contact that is there again, under its old id. */
  partedId: string;
  /** The edit that the history shows. */
  editId: string;
  title: string;
}

/**
 * Parts two contacts that were merged: everything is as it was, and what came since goes with its address: mail and what
 * was read from it, letters that were sent to it. What a person wrote about the merged contact stays with the one that
 * was kept. They are not suggested as one again. Throws a WafaError when it cannot be done, or not yet. Takes `lockCustomers`.
 */
export async function unmergeContacts(
  tx: Tx,
  { mergeId, actor, now }: { mergeId: string; actor: string; now: Date },
): Promise<UnmergeResult> {
  await lockCustomers(tx);
  const merge = await mergeToUndo(tx, mergeId);
  const { keptId, mergedId, snapshot, moved } = merge;
  await lockRuns(tx, [keptId]);
  const current = await contactRow(tx, keptId);
  if (!current) throw new WafaError('the contact is not there any more', { exitCode: ExitCode.usage });
  await putBack(tx, 'contacts', [snapshot.merged]);
  const addresses = await returnMail(tx, snapshot, keptId, mergedId, now);
  for (const pointer of MOVED) await moveBack(tx, pointer, moved[pointer.table] ?? [], keptId, mergedId);
  for (const [table, rows] of Object.entries(snapshot.dropped)) await putBack(tx, table, rows);
  await followLater(tx, { mergeId, keptId, mergedId, addresses });
  await restoreChanges(tx, snapshot.rewritten, mergedId);
  await uncarry(tx, keptId, snapshot.carried);
  await takeUpAgain(tx, snapshot.stopped, ONE_PERSON);
  const since = { mergeId, waiting: snapshot.waiting };
  await writeContact(tx, keptId, await grown(tx, describedAsBefore(snapshot, current), keptId, since));
  await writeContact(tx, mergedId, await grown(tx, snapshot.merged, mergedId, since));
  await settleBoth(tx, [keptId, mergedId], now);
  await dismissPair(tx, keptId, mergedId, actor, now);
  return { keptId, partedId: mergedId, ...(await noteUndone(tx, merge, actor, now)) };
}

interface MergeToUndo {
  mergeId: string;
  keptId: string;
  mergedId: string;
  editId: string | null;
  snapshot: MergeSnapshot;
  moved: MovedRows;
}

/** Only the latest: what was merged later into the same contact, or that contact into another, lies upon it. */
async function mergeToUndo(tx: Tx, mergeId: string): Promise<MergeToUndo> {
  const { rows } = await sql<MergeToUndo & { undoneAt: Date | null; upon: string | null }>`
    select m.id as "mergeId", m.kept_id as "keptId", m.merged_id as "mergedId", m.edit_id as "editId", m.snapshot,
      m.moved, m.undone_at as "undoneAt", (
        select l.id from merges l where l.undone_at is null and l.id > m.id
          and (l.kept_id = m.kept_id or l.merged_id = m.kept_id)
        order by l.id desc limit 1) as upon
    from merges m where m.id = ${mergeId} for update`.execute(tx);
  const [merge] = rows;
  if (!merge) throw new WafaError(`there is no merge ${mergeId}`, { exitCode: ExitCode.usage });
  if (merge.undoneAt !== null)
    throw new WafaError('this merge is undone already', { exitCode: ExitCode.usage });
  if (merge.upon !== null)
    throw new WafaError('something was merged upon it since', {
      hint: `undo that first: npx wafa contacts unmerge ${merge.upon}`,
      exitCode: ExitCode.usage,
    });
  return merge;
}

/** What described the kept contact before the merge, but for what has changed since. */
function describedAsBefore({ before, after }: MergeSnapshot, current: RowJson): RowJson {
  const row: RowJson = { ...before };
  for (const column of DESCRIBED) {
    const changedSince = JSON.stringify(current[column]) !== JSON.stringify(after[column]);
    if (changedSince) row[column] = current[column];
  }
  return row;
}

/** A row as it was, and what happened to its contact since. */
async function grown(
  tx: Tx,
  row: RowJson,
  contactId: string,
  since: { mergeId: string; waiting: readonly string[] },
): Promise<RowJson> {
  const mail = await mailSince(tx, contactId, since);
  const lastSign = later(mail.lastSignAt, await lastInteraction(tx, contactId));
  const activity = later(row['last_activity_at'], lastSign);
  return {
    ...row,
    incoming_count: Number(row['incoming_count']) + mail.incoming,
    outgoing_count: Number(row['outgoing_count']) + mail.outgoing,
    first_message_at: row['first_message_at'] ?? mail.firstAt,
    last_incoming_at: later(row['last_incoming_at'], mail.lastIncomingAt),
    last_outgoing_at: later(row['last_outgoing_at'], mail.lastOutgoingAt),
    last_activity_at: activity,
    silent_since: activity === row['last_activity_at'] ? row['silent_since'] : null,
  };
}

async function lastInteraction(tx: Tx, contactId: string): Promise<unknown> {
  const { rows } = await sql<{ at: unknown }>`
    select to_jsonb(max(at)) as at from (
      select max(at) as at from interactions where contact_id = ${contactId}
      union all select max(at) from feedback where contact_id = ${contactId}) as x`.execute(tx);
  return rows[0]?.at ?? null;
}

async function settleBoth(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await refreshPurchaseCounters(tx, ids, now);
  const fields = Object.keys(CONTACT_COLUMNS);
  await settleAll(
    tx,
    ids.flatMap((contactId) => fields.map((field) => ({ contactId, field }))),
    now,
  );
  await makeDue(tx, ids, now);
}

async function noteUndone(
  tx: Tx,
  { mergeId, keptId, mergedId, editId, snapshot }: MergeToUndo,
  actor: string,
  now: Date,
): Promise<{ editId: string; title: string }> {
  const names = { was: String(snapshot.after['name']), became: String(snapshot.merged['name']) };
  const title = `parted ${names.became} from ${names.was}`;
  const undoes = editId === null ? {} : { undoes: editId };
  const undoId = await beginEdit(tx, { actor, kind: 'unmerge', title, now, ...undoes });
  const change = {
    what: 'unmerge',
    before: null,
    after: null,
    ...names,
    source: 'merge',
    sourceRef: mergeId,
  };
  await recordChanges(tx, undoId, [
    { contactId: keptId, ...change },
    { contactId: mergedId, ...change },
  ]);
  await tx
    .updateTable('merges')
    .set({ undone_at: now, undone_by: actor })
    .where('id', '=', mergeId)
    .execute();
  if (editId !== null)
    await tx
      .updateTable('edits')
      .set({ undone_at: now, undone_by: actor })
      .where('id', '=', editId)
      .execute();
  await audit(tx, {
    actor,
    action: 'unmerge contacts',
    subject: keptId,
    detail: { merge: mergeId, parted: mergedId },
    at: now,
  });
  return { editId: undoId, title };
}
