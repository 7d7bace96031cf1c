import { sql } from 'kysely';
import type { Db, Tx } from './tables.ts';

/**
 * The only way to a business's rows: runs `work` in one transaction as the role `wafa_app`, scoped to `businessId`
 * (a UUID) by row-level security. Rows of other businesses do not exist inside it, and a row written inside it
 * belongs to this business. Commits what `work` returns, rolls back what it throws.
 */
export function inBusiness<T>(db: Db, businessId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    // One round trip for all; the third argument makes them end with the transaction, like SET LOCAL. Compiling a plan takes
    // seconds where a statement of ours has many parts, and no statement of ours runs so long that it would pay.
    await sql`select set_config('role', 'wafa_app', true), set_config('app.business_id', ${businessId}, true),
      set_config('jit', 'off', true)`.execute(tx);
    return work(tx);
  });
}

/** The ids of all businesses, oldest first; read as the owner, for the loops that then go into each. */
export async function listBusinessIds(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('businesses')
    .select('business_id')
    .orderBy('created_at')
    .orderBy('slug')
    .execute();
  return rows.map((row) => row.business_id);
}
