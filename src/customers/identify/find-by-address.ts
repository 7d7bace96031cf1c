import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** The contact behind each canonical address, in one statement along the key. */
export async function findByAddress(tx: Tx, canonicals: readonly string[]): Promise<Map<string, string>> {
  if (canonicals.length === 0) return new Map();
  const { rows } = await sql<{ canonical: string; contactId: string }>`
    select a.canonical, a.contact_id as "contactId"
    from unnest(${canonicals}::text[]) as w(canonical)
    cross join lateral (
      -- The limit holds the planner to the key: for a thousand addresses it would else read a table of many.
      select canonical, contact_id from contact_addresses where canonical = w.canonical limit 1
    ) as a`.execute(tx);
  return new Map(rows.map(({ canonical, contactId }) => [canonical, contactId]));
}
