import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** The contact behind each canonical address, in one statement along the key. */
export async function findByAddress(tx: Tx, canonicals: readonly string[]): Promise<Map<string, string>> {
  if (canonicals.length === 0) return new Map();
  const { rows } = await sql<{ canonical: string; contactId: string }>`
    select canonical, contact_id as "contactId" from contact_addresses
    where canonical = any(${canonicals}::text[])`.execute(tx);
  return new Map(rows.map(({ canonical, contactId }) => [canonical, contactId]));
}
