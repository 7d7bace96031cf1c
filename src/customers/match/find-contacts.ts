import { sql } from 'kysely';
import type { ContactKind, Tx } from '../../database/tables.ts';
import type { Locale } from '../../lib/locale.ts';

/** What matching needs to know of a contact. */
export interface KnownContact {
  id: string;
  kind: ContactKind;
  name: string;
  locale: Locale | null;
  companyId: string | null;
}

/** The contacts behind canonical addresses, by address, in one statement. Unknown addresses are absent. */
export async function findContacts(
  tx: Tx,
  canonicals: readonly string[],
): Promise<Map<string, KnownContact>> {
  if (canonicals.length === 0) return new Map();
  const { rows } = await sql<KnownContact & { canonical: string }>`
    select a.canonical, c.id, c.kind, c.name, c.locale, c.company_id as "companyId"
    from contact_addresses a join contacts c on c.business_id = a.business_id and c.id = a.contact_id
    where a.canonical = any(${canonicals}::text[])`.execute(tx);
  return new Map(rows.map(({ canonical, ...contact }) => [canonical, contact]));
}
