import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';

export interface NamedCompany {
  id: string;
  name: string;
  created: boolean;
}

/**
 * The company of each name, by the name as it is given, in any case and on any keyboard; of several the oldest. What is
 * not there is created. '' is nobody's. The caller holds `lockCustomers`.
 */
export async function companiesNamed(
  tx: Tx,
  names: readonly string[],
  { importId, now }: { importId: string | null; now: Date },
): Promise<Map<string, NamedCompany>> {
  const wanted = [...new Set(names)].filter((name) => name !== '');
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ given: string; folded: string; id: string | null; name: string | null }>`
    select w.given, w.folded, o.id, o.name
    from (select given, folded_name(given) as folded from unnest(${wanted}::text[]) as n(given)) as w
    left join lateral (
      select id, name from companies where folded_name(name) = w.folded order by created_at, id limit 1
    ) as o on true`.execute(tx);
  const found = new Map<string, NamedCompany>();
  const created = new Map<string, NamedCompany>();
  for (const { given, folded, id, name } of rows) {
    const company =
      id === null
        ? (created.get(folded) ?? { id: newId(), name: given, created: true })
        : { id, name: name ?? given, created: false };
    if (id === null) created.set(folded, company);
    found.set(given, company);
  }
  if (created.size > 0) {
    await sql`
      insert into companies (id, name, import_id, created_at)
      select id, name, ${importId}::uuid, ${now}
      from jsonb_to_recordset(${JSON.stringify([...created.values()])}::jsonb) as x(id uuid, name text)`.execute(
      tx,
    );
  }
  return found;
}
