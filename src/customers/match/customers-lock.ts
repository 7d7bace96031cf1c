import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/**
 * Held by whoever writes contacts, until the transaction ends: one writer per business at a time. Two workers that
 * meet the same new sender would otherwise make two contacts of one person, and two batches that update the same
 * contacts in another order would deadlock. Take it before the first write.
 */
export async function lockCustomers(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(current_setting('app.business_id')))`.execute(
    tx,
  );
}

/** Keeps these locks apart from other advisory locks on the database. */
const LOCK_CLASS = 7_201;
