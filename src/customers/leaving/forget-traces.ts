import { sql } from 'kysely';
import { asOwner, BUSINESS_OF_SCOPE } from '../../database/as-owner.ts';
import type { Tx } from '../../database/tables.ts';
import type { Identifiers } from './identifiers.ts';

/**
 * Removes what is kept of a person beside the contact itself: who wrote and how often, what they were merged from and who
 * they might have been, what they agreed to, that they must not be mailed (from now on a hash says so), how their order
 * mail is read.
 */
export async function forgetTraces(tx: Tx, { contactId, canonicals }: Identifiers): Promise<void> {
  await sql`delete from senders
    where canonical = any(${canonicals}::text[]) or contact_id = ${contactId}::uuid`.execute(tx);
  await sql`delete from suppressions where canonical = any(${canonicals}::text[])`.execute(tx);
  await sql`delete from subscriptions where canonical = any(${canonicals}::text[])`.execute(tx);
  await sql`delete from mail_preferences where canonical = any(${canonicals}::text[])`.execute(tx);
  await asOwner(tx, () =>
    sql`delete from consent_events where business_id = ${BUSINESS_OF_SCOPE}
      and canonical = any(${canonicals}::text[])`.execute(tx),
  );
  await sql`delete from order_patterns where sender = any(${canonicals}::text[])`.execute(tx);
  await sql`delete from merge_suggestions
    where first_id = ${contactId}::uuid or second_id = ${contactId}::uuid`.execute(tx);
  // Also who was merged into somebody who was merged into them.
  await sql`
    with recursive parts(id) as (
      select ${contactId}::uuid union select m.merged_id from merges m join parts p on m.kept_id = p.id
        where m.undone_at is null)
    delete from merges where kept_id in (select id from parts) or merged_id in (select id from parts)`.execute(
    tx,
  );
}

/** The history of changes of a contact; an edit that changed nothing else goes with it. */
export async function forgetChanges(tx: Tx, contactId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select distinct edit_id as id from changes where contact_id = ${contactId}`.execute(tx);
  await sql`delete from changes where contact_id = ${contactId}`.execute(tx);
  await sql`
    delete from edits e where e.id = any(${rows.map(({ id }) => id)}::uuid[])
      and not exists (select from changes c where c.business_id = e.business_id and c.edit_id = e.id)
      and not exists (select from imports i where i.business_id = e.business_id and i.edit_id = e.id)`.execute(
    tx,
  );
}

/** A company of which nothing is known but its domain, and to which nobody else belongs, was that person's. */
export async function forgetLonelyCompany(tx: Tx, companyId: string | null): Promise<boolean> {
  if (companyId === null) return false;
  const { rows } = await sql`
    delete from companies c where c.id = ${companyId}
      and not exists (select from contacts o where o.business_id = c.business_id and o.company_id = c.id)
      and not exists (select from details d where d.business_id = c.business_id and d.company_id = c.id)
      and not exists (select from notes n where n.business_id = c.business_id and n.company_id = c.id)
    returning 1`.execute(tx);
  return rows.length > 0;
}
