import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** Written by the database itself, or counted elsewhere. */
const NOT_COUNTED = new Set([
  'contact_words',
  'contacts_to_compare',
  'match_keys',
  'message_addresses',
  'messages',
  'outgoing_emails',
  'purchase_items',
]);

/** How many rows of each table are about a contact, by the catalogue; tables without any are left out. */
export async function countRowsOf(tx: Tx, contactId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesOfContacts(tx)) {
    if (NOT_COUNTED.has(table)) continue;
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)} where contact_id = ${contactId}`.execute(tx);
    const count = rows[0]?.count ?? 0;
    if (count > 0) counts[table] = count;
  }
  return counts;
}

/** Every table with a column `contact_id`. */
export async function tablesOfContacts(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'contact_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind = 'r' order by c.relname`.execute(tx);
  return rows.map(({ name }) => name);
}

/**
 * The merges that a contact is made of, as `merges t where ...`: also those of whoever was merged into it. One that was
 * undone is of two people, and left out.
 */
export function mergesInto(contactId: string): RawBuilder<unknown> {
  return sql`merges t where t.undone_at is null and t.kept_id in (
    with recursive parts(id) as (
      select ${contactId}::uuid union select m.merged_id from merges m join parts p on m.kept_id = p.id
        where m.undone_at is null)
    select id from parts) order by t.id`;
}
