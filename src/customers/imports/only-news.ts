import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { hasMany } from '../record/fields.ts';
import type { Proposal } from '../record/propose.ts';

/**
 * The proposals that say something new: not what is known and counts already. A file that is imported again leaves no
 * trace, but a value that something else took the place of since counts again.
 */
export async function onlyNews(tx: Tx, proposals: readonly Proposal[]): Promise<Proposal[]> {
  const subjects = [...new Set(proposals.map(subjectOf))];
  if (subjects.length === 0) return [];
  const { rows } = await sql<{ subject: string; field: string; value: string }>`
    select coalesce(contact_id, company_id) as subject, field, value from details
    where (contact_id = any(${subjects}::uuid[]) or company_id = any(${subjects}::uuid[])) and removed_at is null
    order by by_person, confidence, at`.execute(tx);
  const values = new Set(rows.map(({ subject, field, value }) => key(subject, field, value)));
  const counting = new Map(rows.map(({ subject, field, value }) => [key(subject, field, ''), value]));
  return proposals.filter((proposal) => {
    const { field, value } = proposal;
    const subject = subjectOf(proposal);
    return hasMany(field)
      ? !values.has(key(subject, field, value))
      : counting.get(key(subject, field, '')) !== value;
  });
}

function subjectOf({ contactId, companyId }: Proposal): string {
  return contactId ?? companyId ?? '';
}

function key(subject: string, field: string, value: string): string {
  return `${subject}\n${field}\n${value}`;
}
