import { type SqlBool, sql } from 'kysely';
import type { ContactKind, Tx } from '../database/tables.ts';

/** A line of the list of contacts. */
export interface ListedContact {
  id: string;
  name: string;
  kind: ContactKind;
  address: string | null;
  company: string | null;
  lastActivityAt: Date | null;
  purchaseCount: number;
  silentSince: Date | null;
}

/** Where a page goes on: the last line of the page before. */
export interface ContactPosition {
  lastActivityAt: Date | null;
  id: string;
}

export interface ListContactsOptions {
  limit: number;
  before?: ContactPosition | undefined;
  /** The beginning of a name, of a word in it, or of an address; in any case. */
  search?: string | undefined;
  kind?: ContactKind | undefined;
  /** Only customers who have fallen silent. */
  lapsed?: boolean | undefined;
}

/** Sorts those without any activity last. */
const ACTIVITY = sql<Date>`coalesce(c.last_activity_at, to_timestamp(0))`;

/** Up to `limit` contacts, the most recently active first, after `before`. */
export async function listContacts(tx: Tx, options: ListContactsOptions): Promise<ListedContact[]> {
  const { limit, before, kind, lapsed } = options;
  const search = options.search?.trim().toLowerCase() ?? '';
  return tx
    .selectFrom('contacts as c')
    .leftJoin('companies as o', 'o.id', 'c.company_id')
    .select(['c.id', 'c.name', 'c.kind', 'o.name as company', 'c.last_activity_at as lastActivityAt'])
    .select(['c.purchase_count as purchaseCount', 'c.silent_since as silentSince'])
    .select(
      sql<string | null>`(select a.address from contact_addresses a where a.contact_id = c.id
        order by a.created_at, a.canonical limit 1)`.as('address'),
    )
    .$if(kind !== undefined, (query) => query.where('c.kind', '=', kind ?? 'lead'))
    .$if(lapsed === true, (query) => query.where('c.silent_since', 'is not', null))
    .$if(search !== '', (query) =>
      query.where(
        sql<SqlBool>`(starts_with(lower(c.name), ${search}) or position(${` ${search}`} in lower(c.name)) > 0
          or exists (select from contact_addresses a where a.contact_id = c.id and starts_with(a.canonical, ${search})))`,
      ),
    )
    .$if(before !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(${ACTIVITY}, c.id) < (${before?.lastActivityAt ?? new Date(0)}, ${before?.id}::uuid)`,
      ),
    )
    .orderBy(ACTIVITY, 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit)
    .execute();
}
