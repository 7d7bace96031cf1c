import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { partCompanies } from './merge-companies.ts';
import type { Reversal } from './undo-rows.ts';

/**
 * Takes back that contacts or companies were made: they are gone, unless something belongs to them by now; and that two
 * companies became one. Says the numbers of what was taken back; any other kind of change stays. None of these can be
 * done again by undoing the undo.
 */
export async function revertCreations(
  tx: Tx,
  kind: string,
  reversals: readonly Reversal[],
  now: Date,
): Promise<Set<number>> {
  if (kind === 'companies-merged') {
    for (const reversal of reversals) await partCompanies(tx, reversal, now);
    return new Set(reversals.map(({ number }) => number));
  }
  const made = reversals.filter(({ before, after }) => before === null && typeof after?.id === 'string');
  const ids = made.map(({ after }) => String(after?.id));
  if (ids.length === 0 || (kind !== 'contact' && kind !== 'company')) return new Set();
  const { rows } = await (kind === 'contact' ? deleteContacts(ids) : deleteCompanies(ids)).execute(tx);
  const gone = new Set(rows.map(({ id }) => id));
  return new Set(made.filter(({ after }) => gone.has(String(after?.id))).map(({ number }) => number));
}

function deleteContacts(ids: readonly string[]) {
  return sql<{ id: string }>`
    delete from contacts c where c.id = any(${ids}::uuid[])
      and not exists (select from messages m where m.contact_id = c.id)
      and not exists (select from purchases p where p.contact_id = c.id)
      and not exists (select from interactions i where i.contact_id = c.id)
      and not exists (select from feedback f where f.contact_id = c.id)
      and not exists (select from outgoing_emails e where e.contact_id = c.id)
    returning c.id`;
}

function deleteCompanies(ids: readonly string[]) {
  return sql<{ id: string }>`
    delete from companies o where o.id = any(${ids}::uuid[])
      and not exists (select from contacts c where c.company_id = o.id)
    returning o.id`;
}
