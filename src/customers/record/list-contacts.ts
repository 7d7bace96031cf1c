import { type SqlBool, sql } from 'kysely';
import { exactTime, isAfter, type KeysetPosition, timeOrLast } from '../../database/keyset.ts';
import type { ContactKind, Tx } from '../../database/tables.ts';

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
  /** `lastActivityAt` to the microsecond, to go on from. */
  at: string | null;
}

export interface ListContactsOptions {
  limit: number;
  before?: KeysetPosition | undefined;
  /** Beginnings of words of a name, or of an address; in any case, in Arabic and Persian on any keyboard. */
  search?: string | undefined;
  kind?: ContactKind | undefined;
  /** Only customers who have fallen silent. */
  lapsed?: boolean | undefined;
}

/** Up to `limit` contacts, the most recently active first, after `before`; along an index, whatever is asked. */
export function listContacts(tx: Tx, options: ListContactsOptions): Promise<ListedContact[]> {
  return contactsQuery(tx, options).execute();
}

/** The question itself; a test asks the database how it would answer it. */
export function contactsQuery(tx: Tx, options: ListContactsOptions) {
  const { limit, before, kind, lapsed, search = '' } = options;
  const activity = timeOrLast('c.last_activity_at');
  let query = tx
    .selectFrom('contacts as c')
    .leftJoin('companies as o', (join) =>
      join.onRef('o.business_id', '=', 'c.business_id').onRef('o.id', '=', 'c.company_id'),
    )
    .select(['c.id', 'c.name', 'c.kind', 'o.name as company', 'c.last_activity_at as lastActivityAt'])
    .select(['c.purchase_count as purchaseCount', 'c.silent_since as silentSince'])
    .select(exactTime('c.last_activity_at').as('at'))
    .select(
      sql<string | null>`(select a.address from contact_addresses a where a.contact_id = c.id
        order by a.mailed_first desc, a.created_at, a.canonical limit 1)`.as('address'),
    )
    .orderBy(activity, 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit);
  if (kind !== undefined) query = query.where('c.kind', '=', kind);
  if (lapsed === true) query = query.where('c.silent_since', 'is not', null);
  if (before !== undefined) query = query.where(isAfter(activity, 'c.id', before));
  for (const word of wordsOf(search)) query = query.where(isCalled(word));
  return query;
}

function wordsOf(search: string): string[] {
  const words = search.split(/\s+/);
  return words.filter((word) => word !== '').slice(0, MAX_SEARCH_WORDS);
}

/** Nobody is looked for by more. */
const MAX_SEARCH_WORDS = 6;

/** A word of the name, or an address, begins like this. A range of plain comparisons, which an index may answer under a policy. */
function isCalled(beginning: string) {
  const canonical = beginning.toLowerCase();
  const name = sql`folded_name(${beginning}::text)`;
  return sql<SqlBool>`c.id in (
    select w.contact_id from contact_words w where w.word >= ${name} and w.word < ${name} || ${LAST_CHARACTER}::text
    union all
    select a.contact_id from contact_addresses a
      where a.canonical collate "C" >= ${canonical} and a.canonical collate "C" < ${canonical + LAST_CHARACTER})`;
}

const LAST_CHARACTER = '\u{10ffff}';
