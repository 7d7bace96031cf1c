import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';

/**
 * The lock between "may this mail leave" and "it must not": the fence takes it shared, whoever suppresses, pauses or
 * erases takes it alone. Held to the end of the transaction. What was committed under it is therefore either seen
 * by a fence, or came after the mail had left. Take it as the first thing of a transaction, before any row.
 */
export async function shareFenceLock(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockKey('fence')})`.execute(tx);
}

/** See `shareFenceLock`. */
export async function takeFenceLock(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey('fence')})`.execute(tx);
}

/** One claim at a time, so that caps that count what is under way hold among several workers. */
export async function takeClaimLock(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey('claim')})`.execute(tx);
}

function lockKey(what: string) {
  return sql`hashtextextended(${`wafa outbox ${what} `} || current_setting('app.business_id'), 0)`;
}
