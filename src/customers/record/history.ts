import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type Subject, subjectKey } from './detail-rows.ts';

/** One change as a person reads it. */
export interface HistoryEntry {
  at: Date;
  /** What undo takes; null for what was found by itself and is no edit. */
  editId: string | null;
  title: string;
  actor: string;
  /** The edit was undone then. */
  undoneAt: Date | null;
  /** `detail:phone`, `address`, `tag`, ... */
  what: string;
  was: string | null;
  became: string | null;
  source: string;
  sourceRef: string | null;
}

/**
 * What changed of one contact or company, the newest first, at most `limit`: edits, and values that were found by
 * themselves. Companies and people are named as they are called now.
 */
export async function historyOf(tx: Tx, subject: Subject, limit: number): Promise<HistoryEntry[]> {
  const id = subjectKey(subject);
  const column = subject.contactId === undefined ? sql.ref('company_id') : sql.ref('contact_id');
  const { rows } = await sql<HistoryEntry & { rowId: string | null; number: number }>`
    select c.at, c.edit_id as "editId", e.title, e.actor, e.undone_at as "undoneAt", c.what, c.was, c.became,
      c.source, c.source_ref as "sourceRef", coalesce(c.after, c.before) ->> 'id' as "rowId", c.number
    from changes c join edits e on e.id = c.edit_id
    where c.${column} = ${id} order by c.at desc, c.edit_id desc, c.number desc limit ${limit}`.execute(tx);
  const changed = new Set(rows.map(({ rowId }) => rowId));
  const { rows: found } = await sql<HistoryEntry & { rowId: string }>`
    select d.at, null as "editId", '' as title, 'wafa' as actor, null as "undoneAt", 'detail:' || d.field as what,
      null as was, d.value as became, d.source, d.source_ref as "sourceRef", d.id as "rowId"
    from details d where d.${column} = ${id} and not d.by_person order by d.at desc limit ${limit}`.execute(
    tx,
  );
  const entries = [...rows, ...found.filter(({ rowId }) => !changed.has(rowId))]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, limit);
  const names = await namesOf(tx, entries);
  return entries.map(({ what, was, became, ...entry }) => ({
    at: entry.at,
    editId: entry.editId,
    title: entry.title,
    actor: entry.actor,
    undoneAt: entry.undoneAt,
    what,
    was: was === null ? null : (names.get(was) ?? was),
    became: became === null ? null : (names.get(became) ?? became),
    source: entry.source,
    sourceRef: entry.sourceRef,
  }));
}

/** The names behind the ids that companies and owners are kept by. */
async function namesOf(
  tx: Tx,
  entries: readonly Pick<HistoryEntry, 'what' | 'was' | 'became'>[],
): Promise<Map<string, string>> {
  const named = entries.filter(({ what }) => what === 'detail:company' || what === 'detail:owner');
  const ids = [...new Set(named.flatMap(({ was, became }) => [was, became]).filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from companies where id = any(${ids}::uuid[])
    union all select id, name from people where id = any(${ids}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
