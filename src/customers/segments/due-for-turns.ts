import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** Makes contacts due to be looked at when time alone changes in which segments they are, unless they are due before. */
export async function dueForTurns(tx: Tx, turnsAt: ReadonlyMap<string, Date>): Promise<void> {
  if (turnsAt.size === 0) return;
  const rows = [...turnsAt].map(([id, at]) => ({ id, at }));
  await sql`update scores s set due_at = x.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, at timestamptz)
    where s.contact_id = x.id and (s.due_at is null or s.due_at > x.at)`.execute(tx);
}
