import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Contacts of whom something changed that segments ask about, and scores do not: their segments are found anew with their
 * scores. Whoever is being changed by somebody else at the moment is passed over, for that makes them due too: nobody waits.
 */
export async function becomeDue(tx: Tx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`update contacts set scores_due_at = timestamptz 'epoch' where id in (
    select id from contacts where id = any(${[...new Set(contactIds)]}::uuid[]) and scores_due_at is null
    for no key update skip locked)`.execute(tx);
}

/** The same for the contact that an address belongs to. */
export async function addressBecomesDue(tx: Tx, canonical: string): Promise<void> {
  const owner = await tx
    .selectFrom('contact_addresses')
    .select('contact_id')
    .where('canonical', '=', canonical)
    .executeTakeFirst();
  if (owner) await becomeDue(tx, [owner.contact_id]);
}
