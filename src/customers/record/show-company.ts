import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { historyOf } from './history.ts';
import { knownDetails } from './known-details.ts';

const LINES_SHOWN = 50;
const FEW_LINES = 20;

export type ShownCompany = NonNullable<Awaited<ReturnType<typeof showCompany>>>;

/** Everything the record has of one company: domains, values with where each is from, its people, notes, history. */
export async function showCompany(tx: Tx, id: string) {
  const company = await tx
    .selectFrom('companies')
    .select(['id', 'name', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!company) return undefined;
  const domains = await tx
    .selectFrom('company_domains')
    .select('domain')
    .where('company_id', '=', id)
    .orderBy('domain')
    .limit(LINES_SHOWN)
    .execute();
  const { rows: sums } = await sql<{ contacts: number; purchases: number; lastActivityAt: Date | null }>`
    select count(*)::int as contacts, coalesce(sum(purchase_count), 0)::int as purchases,
      max(last_activity_at) as "lastActivityAt"
    from contacts where company_id = ${id}`.execute(tx);
  return {
    company,
    domains: domains.map(({ domain }) => domain),
    totals: sums[0] ?? { contacts: 0, purchases: 0, lastActivityAt: null },
    details: await knownDetails(tx, { companyId: id }),
    contacts: await tx
      .selectFrom('contacts')
      .select(['id', 'name', 'kind', 'purchase_count as purchaseCount', 'last_activity_at as lastActivityAt'])
      .where('company_id', '=', id)
      .orderBy(sql`last_activity_at desc nulls last`)
      .orderBy('id')
      .limit(LINES_SHOWN)
      .execute(),
    notes: await tx
      .selectFrom('notes')
      .select(['id', 'text', 'author', 'at'])
      .where('company_id', '=', id)
      .where('removed_at', 'is', null)
      .orderBy('at', 'desc')
      .limit(FEW_LINES)
      .execute(),
    history: await historyOf(tx, { companyId: id }, FEW_LINES),
  };
}
