import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { nextOccasion, type OccasionDate } from './occasion-date.ts';

/**
 * Occasions whose day has passed get their next one, at most `limit`, along an index, and keep the
 * one that was, which may be going on in their own time zone; says how many. `today`: of the
 * business, `2026-11-23`. Their contacts are due for scores: a segment may ask for birthdays to come.
 */
export async function turnOccasions(
  tx: Tx,
  { today, now, limit }: { today: string; now: Date; limit: number },
): Promise<number> {
  const { rows } = await sql<OccasionDate & { id: string }>`
    select id, calendar, year, month, day from occasions
    where removed_at is null and next_on < ${today}::date order by next_on limit ${limit} for update skip locked`.execute(
    tx,
  );
  if (rows.length === 0) return 0;
  const turned = rows.map(({ id, ...date }) => ({ id, next_on: nextOccasion(date, today) }));
  await sql`
    with turned as (
      update occasions o set next_on = x.next_on, last_on = o.next_on
      from jsonb_to_recordset(${JSON.stringify(turned)}::jsonb) as x(id uuid, next_on date)
      where o.id = x.id returning o.contact_id
    )
    update contacts c set scores_due_at = least(c.scores_due_at, ${now})
    from (select distinct contact_id from turned) as t where c.id = t.contact_id`.execute(tx);
  return rows.length;
}
