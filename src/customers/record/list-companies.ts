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

/** The latest contacts among whose companies the latest are found: the list does not read the whole record. */
const CONTACTS_LOOKED_AT = 5000;

/**
 * Up to `limit` companies: those of the most recently active contacts, the latest first, then others; with `search` those
 * with it in their name or a domain.
 */
export async function listCompanies(
  tx: Tx,
  { limit, search = '' }: { limit: number; search?: string | undefined },
): Promise<ListedCompany[]> {
  const wanted = search.normalize('NFC').trim();
  const { rows } = await sql<ListedCompany>`
    with chosen as (${wanted === '' ? latest(limit) : called(wanted, limit)})
    select o.id, o.name, coalesce(d.domains, '{}') as domains, p.contacts, p.purchases, p."lastActivityAt"
    from chosen join companies o on o.id = chosen.id
    cross join lateral (
      select count(*)::int as contacts, coalesce(sum(purchase_count), 0)::int as purchases,
        max(last_activity_at) as "lastActivityAt"
      from contacts where company_id = o.id
    ) as p
    cross join lateral (
      select array_agg(domain order by domain) as domains from company_domains where company_id = o.id
    ) as d
    order by p."lastActivityAt" desc nulls last, o.name, o.id`.execute(tx);
  return rows;
}

function latest(limit: number) {
  return sql`
    select id from (
      select company_id as id, 1 as turn, max(at) as at from (
        select company_id, coalesce(last_activity_at, timestamptz '-infinity') as at from contacts
        where company_id is not null
        order by coalesce(last_activity_at, timestamptz '-infinity') desc, id desc limit ${CONTACTS_LOOKED_AT}
      ) as active group by company_id
      union all
      select id, 2, null from (select id from companies order by id desc limit ${limit}) as newest
    ) as found
    group by id order by min(turn), max(at) desc, id limit ${limit}`;
}

function called(wanted: string, limit: number) {
  return sql`
    select o.id from companies o
    where strpos(folded_name(o.name), folded_name(${wanted})) > 0
      or exists (select from company_domains w where w.company_id = o.id and strpos(w.domain, lower(${wanted})) > 0)
    order by o.name, o.id limit ${limit}`;
}
