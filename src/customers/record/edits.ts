import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';

/** What somebody does to the record in one go. */
export interface NewEdit {
  /** A person's name, `command line`, or `wafa`. */
  actor: string;
  /** `set`, `import`, `merge`, `undo`, ... */
  kind: string;
  /** What was done, in a few English words. */
  title: string;
  /** The edit that this one takes back. */
  undoes?: string;
  now: Date;
}

/** One row that an edit changed. */
export interface Change {
  /** Of a contact or of a company: exactly one of both. */
  contactId?: string | undefined;
  companyId?: string | undefined;
  /** The kind of row (see undo-rows.ts) and what it holds: `detail:phone`, `address`, `tag`. */
  what: string;
  /** The whole row before, without business_id; null when there was none. */
  before: object | null;
  after: object | null;
  /** What a person reads in the history. */
  was?: string | null;
  became?: string | null;
  /** `person`, `csv`, `signature`, `mail`, ... */
  source: string;
  sourceRef?: string | null;
}

/** Begins an edit: the id under which its changes are kept, and by which it is taken back (undo-edit.ts). */
export async function beginEdit(tx: Tx, { actor, kind, title, undoes, now }: NewEdit): Promise<string> {
  const id = newId(now.getTime());
  await tx
    .insertInto('edits')
    .values({ id, at: now, actor, kind, title, ...(undoes === undefined ? {} : { undoes }) })
    .execute();
  return id;
}

/** Notes what an edit changed, in the order in which it did: one statement, however many. */
export async function recordChanges(tx: Tx, editId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change, index) => ({ ...change, number: index + 1 }));
  await sql`
    insert into changes (edit_id, number, contact_id, company_id, what, before, after, was, became, source, source_ref, at)
    select e.id, x.number + coalesce((select max(number) from changes where edit_id = ${editId}), 0),
      x."contactId", x."companyId", x.what, x.before, x.after, x.was, x.became, x.source, x."sourceRef", e.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(number int, "contactId" uuid, "companyId" uuid, what text,
      before jsonb, after jsonb, was text, became text, source text, "sourceRef" text)
    cross join (select id, at from edits where id = ${editId}) as e`.execute(tx);
}
