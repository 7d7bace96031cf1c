import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** A line of the list of companies. */
export interface ListedCompany {
  id: string;
  name: string;
  domains: string[];
  contacts: number;
  purchases: number;
  lastActivityAt: Date | null;
}

/** Up to `limit` companies, those with a purchase or mail last first; of a name or domain with `search` in it. */
export async function listCompanies(
  tx: Tx,
  { limit, search = '' }: { limit: number; search?: string | undefined },
): Promise<ListedCompany[]> {
  const wanted = search.normalize('NFC').trim();
  const { rows } = await sql<ListedCompany>`
    select o.id, o.name, coalesce(d.domains, '{}') as domains, coalesce(p.contacts, 0) as contacts,
      coalesce(p.purchases, 0) as purchases, p."lastActivityAt"
    from companies o
    left join (
      select company_id, count(*)::int as contacts, sum(purchase_count)::int as purchases,
        max(last_activity_at) as "lastActivityAt"
      from contacts where company_id is not null group by company_id
    ) as p on p.company_id = o.id
    left join lateral (
      select array_agg(domain order by domain) as domains from company_domains where company_id = o.id
    ) as d on true
    where ${wanted} = '' or strpos(folded_name(o.name), folded_name(${wanted})) > 0
      or exists (select from company_domains w where w.company_id = o.id and strpos(w.domain, lower(${wanted})) > 0)
    order by p."lastActivityAt" desc nulls last, o.name, o.id limit ${limit}`.execute(tx);
  return rows;
}
