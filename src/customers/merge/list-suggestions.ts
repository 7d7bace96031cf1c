import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Evidence } from './evidence.ts';

/** One side of a suggestion. */
export interface SuggestedContact {
  id: string;
  name: string;
  addresses: string[];
  phones: string[];
  company: string | null;
  purchaseCount: number;
  mailCount: number;
  lastActivityAt: Date | null;
}

export interface Suggestion {
  /** What a person types of it: the ends of both ids. */
  key: string;
  score: number;
  at: Date;
  reasons: Evidence[];
  first: SuggestedContact;
  second: SuggestedContact;
}

/** Who may be one person, the likeliest first; only those that nobody decided. `key`: one of them. */
export async function listSuggestions(
  tx: Tx,
  { limit, key }: { limit: number; key?: string },
): Promise<Suggestion[]> {
  const suggestionKey = sql<string>`right(s.first_id::text, ${KEY_DIGITS}) || '-' || right(s.second_id::text, ${KEY_DIGITS})`;
  const { rows } = await sql<Suggestion>`
    select ${suggestionKey} as key, s.score, s.at, s.reasons, ${side('s.first_id')} as first, ${side('s.second_id')} as second
    from merge_suggestions s
    where s.state = 'open' and (${key ?? null}::text is null or ${suggestionKey} = ${key ?? null})
    order by s.score desc, s.at desc, s.first_id, s.second_id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, first: dated(row.first), second: dated(row.second) }));
}

const KEY_DIGITS = 6;
/** Addresses and phones that are shown of each. */
const SHOWN = 5;

function side(id: string) {
  return sql`(
    select jsonb_build_object('id', c.id, 'name', c.name, 'company', o.name, 'purchaseCount', c.purchase_count,
      'mailCount', c.incoming_count + c.outgoing_count, 'lastActivityAt', c.last_activity_at,
      'addresses', array(select a.address from contact_addresses a where a.contact_id = c.id
        order by a.mailed_first desc, a.created_at, a.canonical limit ${SHOWN}),
      'phones', array(select d.value from details d where d.contact_id = c.id and d.field = 'phone' and d.removed_at is null
        order by d.by_person desc, d.confidence desc, d.id limit ${SHOWN}))
    from contacts c left join companies o on o.id = c.company_id where c.id = ${sql.ref(id)})`;
}

/** In jsonb a time is a text. */
function dated(contact: SuggestedContact): SuggestedContact {
  const { lastActivityAt } = contact;
  return { ...contact, lastActivityAt: lastActivityAt === null ? null : new Date(lastActivityAt) };
}

/** Contacts that were merged, the latest first, and whether that was undone. */
export interface Merge {
  id: string;
  at: Date;
  actor: string;
  keptId: string;
  kept: string;
  merged: string;
  undoneAt: Date | null;
}

export async function listMerges(
  tx: Tx,
  { limit, keptId }: { limit: number; keptId?: string },
): Promise<Merge[]> {
  const { rows } = await sql<Merge>`
    select m.id, m.at, m.actor, m.kept_id as "keptId", m.snapshot->'after'->>'name' as kept,
      m.snapshot->'merged'->>'name' as merged, m.undone_at as "undoneAt"
    from merges m where (${keptId ?? null}::uuid is null or m.kept_id = ${keptId ?? null}::uuid)
    order by m.id desc limit ${limit}`.execute(tx);
  return rows;
}
