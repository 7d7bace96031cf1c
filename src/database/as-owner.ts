import { sql } from 'kysely';
import type { Tx } from './tables.ts';

/**
 * Runs `work` as the tables' owner, inside the transaction and for nothing but what the law asks for: to take a person out
 * of rows that nobody else may ever change (the audit log). The policies do not hold here: name the business in every
 * statement, with `BUSINESS_OF_SCOPE`.
 */
export async function asOwner<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('role', 'none', true)`.execute(tx);
  const result = await work();
  await sql`select set_config('role', 'wafa_app', true)`.execute(tx);
  return result;
}

/** The business of the transaction. */
export const BUSINESS_OF_SCOPE = sql<string>`nullif(current_setting('app.business_id', true), '')::uuid`;
