import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { RowJson } from './move-rows.ts';

/** All suggestions with this contact, whole. */
export async function suggestionsOf(tx: Tx, contactId: string): Promise<RowJson[]> {
  const { rows } = await sql<{ row: RowJson }>`
    select to_jsonb(s) as row from merge_suggestions s
    where s.first_id = ${contactId} or s.second_id = ${contactId}`.execute(tx);
  return rows.map(({ row }) => row);
}

/**
 * Whoever is not the merged contact is not the one it became either: what a person dismissed is carried over. Returns the
 * others of the pairs that are new by it.
 */
export async function carryDecisions(tx: Tx, keptId: string, mergedId: string): Promise<string[]> {
  const { rows } = await sql<{ other: string }>`
    with dismissed as (
      select s.*, case when s.first_id = ${mergedId} then s.second_id else s.first_id end as other
      from merge_suggestions s
      where (s.first_id = ${mergedId} or s.second_id = ${mergedId}) and s.state = 'dismissed'
    )
    insert into merge_suggestions (first_id, second_id, score, reasons, state, at, decided_at, actor)
    select least(${keptId}::uuid, d.other), greatest(${keptId}::uuid, d.other), d.score, d.reasons, d.state, d.at, d.decided_at, d.actor
    from dismissed d where d.other <> ${keptId}
    on conflict (business_id, first_id, second_id) do update
      set state = 'dismissed', decided_at = excluded.decided_at, actor = excluded.actor
      where merge_suggestions.state = 'open'
    returning case when first_id = ${keptId} then second_id else first_id end as other`.execute(tx);
  return rows.map(({ other }) => other);
}

/** Takes back what was carried over. */
export async function uncarry(tx: Tx, keptId: string, others: readonly string[]): Promise<void> {
  await sql`
    delete from merge_suggestions
    where state = 'dismissed' and (first_id = ${keptId} and second_id = any(${[...others]}::uuid[])
      or second_id = ${keptId} and first_id = any(${[...others]}::uuid[]))`.execute(tx);
}

/** A person said that these two are not one: nothing suggests or merges them again. */
export async function dismissPair(tx: Tx, a: string, b: string, actor: string, now: Date): Promise<void> {
  await sql`
    insert into merge_suggestions (first_id, second_id, score, reasons, state, at, decided_at, actor)
    values (least(${a}::uuid, ${b}::uuid), greatest(${a}::uuid, ${b}::uuid), 0, '[]', 'dismissed', ${now}, ${now}, ${actor})
    on conflict (business_id, first_id, second_id)
      do update set state = 'dismissed', decided_at = ${now}, actor = ${actor}`.execute(tx);
}
