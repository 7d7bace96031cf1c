import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';

/**
 * The company of each organisational domain, by domain; those that do not exist yet are created under the name of
 * their domain. The caller holds `lockCustomers`.
 */
export async function createCompanies(
  tx: Tx,
  domains: readonly (string | undefined)[],
  now: Date,
  importId: string | null = null,
): Promise<Map<string, string>> {
  const wanted = [...new Set(domains.filter((domain) => domain !== undefined))];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ domain: string; id: string }>`
    select domain, company_id as id from company_domains where domain = any(${wanted}::text[])`.execute(tx);
  const companies = new Map(rows.map(({ domain, id }) => [domain, id]));
  const created = wanted
    .filter((domain) => !companies.has(domain))
    .map((domain) => ({ domain, id: newId() }));
  if (created.length === 0) return companies;
  const json = JSON.stringify(created);
  await sql`
    insert into companies (id, name, import_id, created_at)
    select id, domain, ${importId}::uuid, ${now} from jsonb_to_recordset(${json}::jsonb) as x(id uuid, domain text)`.execute(
    tx,
  );
  await sql`
    insert into company_domains (domain, company_id)
    select domain, id from jsonb_to_recordset(${json}::jsonb) as x(id uuid, domain text)`.execute(tx);
  for (const { domain, id } of created) companies.set(domain, id);
  return companies;
}
