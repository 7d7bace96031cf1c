import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** The contact behind each phone (E.164) that exactly one contact has. */
export async function findByPhone(tx: Tx, phones: readonly string[]): Promise<Map<string, string>> {
  if (phones.length === 0) return new Map();
  const { rows } = await sql<{ phone: string; contactId: string }>`
    select value as phone, min(contact_id::text) as "contactId" from details
    where field = 'phone' and value = any(${phones}::text[]) and contact_id is not null and removed_at is null
    group by value having count(distinct contact_id) = 1`.execute(tx);
  return new Map(rows.map(({ phone, contactId }) => [phone, contactId]));
}
