import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { beginEdit, type Change, recordChanges } from './edits.ts';
import { recountMail, relinkMail } from './relink-mail.ts';
import { revertCreations } from './revert-creations.ts';
import { settleAll, type Touched } from './settle.ts';
import { makeDue } from './settle-contacts.ts';
import { type Reversal, revertRows, UNDOABLE, type UndoableKind } from './undo-rows.ts';

export interface UndoResult {
  /** The edit that this undo is: undoing it does again what was undone. */
  editId: string;
  title: string;
  takenBack: number;
  /** What was changed again since, and stays as it is. */
  kept: { what: string; was: string | null; became: string | null }[];
}

/**
 * Takes an edit back: each row that is still as the edit left it is again as the edit found it. That is an edit too, so
 * that undoing the undo does it again. Throws a WafaError for an edit that is unknown, or undone, or of which
 * nothing is left to take back. Takes `lockCustomers`.
 */
export async function undoEdit(tx: Tx, editId: string, actor: string, now: Date): Promise<UndoResult> {
  await lockCustomers(tx);
  const edit = await editToUndo(tx, editId);
  const undoId = await beginEdit(tx, {
    actor,
    kind: 'undo',
    title: `undid: ${edit.title}`,
    undoes: editId,
    now,
  });
  const kept: UndoResult['kept'] = [];
  let takenBack = 0;
  // From the last change to the first, for one row may have changed several times.
  for (let below = Number.MAX_SAFE_INTEGER; ; ) {
    const page = await changesBelow(tx, editId, below);
    const last = page.at(-1);
    if (!last) break;
    below = last.number;
    const reverted = await revertPage(tx, page, now);
    kept.push(
      ...page
        .filter(({ before, after }) => before !== null || after !== null)
        .filter((change) => !reverted.has(change.number))
        .map(({ what, was, became }) => ({ what, was, became })),
    );
    takenBack += reverted.size;
    const gone = new Set(
      page.filter(({ number, what }) => reverted.has(number) && CREATIONS.has(what)).map(subjectKeyOf),
    );
    // What is gone can have no history.
    const taken = page.filter(
      (change) =>
        reverted.has(change.number) && !NOT_REDONE.has(change.what) && !gone.has(subjectKeyOf(change)),
    );
    await recordChanges(tx, undoId, taken.map(reverse));
  }
  if (takenBack === 0)
    throw new WafaError('nothing of this edit can be taken back: all of it was changed since', {
      hint: 'npx wafa contacts history WHO shows the later edits; take those back first',
      exitCode: ExitCode.usage,
    });
  await tx.updateTable('edits').set({ undone_at: now, undone_by: actor }).where('id', '=', editId).execute();
  if (edit.undoes !== null)
    await tx
      .updateTable('edits')
      .set({ undone_at: null, undone_by: null })
      .where('id', '=', edit.undoes)
      .execute();
  return { editId: undoId, title: edit.title, takenBack, kept };
}

async function editToUndo(tx: Tx, id: string) {
  const edit = await tx
    .selectFrom('edits')
    .select(['title', 'undoes', 'undone_at', 'undone_by'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!edit)
    throw new WafaError(`there is no edit ${id}`, {
      hint: 'npx wafa contacts history WHO lists edits with their ids',
      exitCode: ExitCode.usage,
    });
  if (edit.undone_at !== null)
    throw new WafaError(`this edit was undone already, by ${edit.undone_by ?? 'somebody'}`, {
      hint: 'undo that undo to have it again',
      exitCode: ExitCode.usage,
    });
  return edit;
}

interface KeptChange extends Reversal {
  contact_id: string | null;
  company_id: string | null;
  what: string;
  was: string | null;
  became: string | null;
  source: string;
  source_ref: string | null;
}

/** Changes that are taken back at once: an import may have made a hundred thousand. */
const PAGE = 1000;

async function changesBelow(tx: Tx, editId: string, below: number): Promise<KeptChange[]> {
  const { rows } = await sql<KeptChange>`
    select number, contact_id, company_id, what, before, after, was, became, source, source_ref from changes
    where edit_id = ${editId} and number < ${below}::bigint order by number desc limit ${PAGE}`.execute(tx);
  return rows;
}

const CREATIONS = new Set(['contact', 'company']);
const NOT_REDONE = new Set([...CREATIONS, 'companies-merged']);

function subjectKeyOf({ contact_id, company_id }: KeptChange): string {
  return contact_id ?? company_id ?? '';
}

async function revertPage(tx: Tx, page: readonly KeptChange[], now: Date): Promise<Set<number>> {
  const reverted = new Set<number>();
  let unsettled: KeptChange[] = [];
  for (const run of runs(page.filter(({ before, after }) => before !== null || after !== null))) {
    const kind = kindOf(run[0]?.what ?? '');
    if (isUndoable(kind)) {
      const done = await revertRows(tx, kind, run);
      for (const number of done) reverted.add(number);
      unsettled.push(...run.filter(({ number }) => done.has(number)));
    } else {
      // A company can only go when nobody's column points to it any more.
      await settleReverted(tx, unsettled, now);
      unsettled = [];
      for (const number of await revertCreations(tx, kind, run, now)) reverted.add(number);
    }
  }
  await settleReverted(tx, unsettled, now);
  return reverted;
}

const SIGNS_OF_LIFE = new Set(['interaction', 'feedback']);

/** Columns, mail and scores follow the rows that were brought back. */
async function settleReverted(tx: Tx, changes: readonly KeptChange[], now: Date): Promise<void> {
  const touched = changes.map(({ what, contact_id, company_id }): Touched => {
    const field = what.slice('detail:'.length);
    return contact_id === null ? { companyId: company_id ?? '', field } : { contactId: contact_id, field };
  });
  await settleAll(tx, touched, now);
  const addresses = changes.filter(({ what }) => kindOf(what) === 'address');
  await relinkMail(
    tx,
    [...new Set(addresses.map(({ before, after }) => String((after ?? before)?.canonical)))],
    now,
  );
  const signs = changes.filter(({ what }) => SIGNS_OF_LIFE.has(kindOf(what)));
  await recountMail(tx, [...new Set(signs.flatMap(({ contact_id }) => contact_id ?? []))], now);
  await makeDue(tx, [...new Set(touched.flatMap(({ contactId }) => contactId ?? []))], now);
}

/** Neighbours of one kind, none of the same row twice: what one statement can take back. */
function runs(page: readonly KeptChange[]): KeptChange[][] {
  const found: KeptChange[][] = [];
  let keys = new Set<string>();
  for (const change of page) {
    const run = found.at(-1);
    const key = rowKey(change);
    if (run !== undefined && kindOf(run[0]?.what ?? '') === kindOf(change.what) && !keys.has(key))
      run.push(change);
    else {
      found.push([change]);
      keys = new Set();
    }
    keys.add(key);
  }
  return found;
}

function rowKey({ what, before, after }: KeptChange): string {
  const kind = kindOf(what);
  const row = after ?? before ?? {};
  return isUndoable(kind) ? JSON.stringify(UNDOABLE[kind].key.map((column) => row[column])) : String(row.id);
}

function kindOf(what: string): string {
  return what.split(':', 1)[0] ?? what;
}

function isUndoable(kind: string): kind is UndoableKind {
  return Object.hasOwn(UNDOABLE, kind);
}

function reverse(change: KeptChange): Change {
  return {
    contactId: change.contact_id ?? undefined,
    companyId: change.company_id ?? undefined,
    what: change.what,
    before: change.after,
    after: change.before,
    was: change.became,
    became: change.was,
    source: change.source,
    sourceRef: change.source_ref,
  };
}
