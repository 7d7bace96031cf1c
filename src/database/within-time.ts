import { sql } from 'kysely';
import { codeOf } from '../lib/errors.ts';
import type { Tx } from './tables.ts';

/** What Postgres says to a statement that took too long. */
const CANCELED = '57014';

/**
 * What `work` reads, or undefined when one of its statements takes longer than `patienceMs`; the transaction goes on either
 * way, without what `work` wrote. The embedded database cannot stop a statement: there `work` always ends.
 */
export async function withinTime<T>(
  tx: Tx,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T | undefined> {
  await sql`savepoint within_time`.execute(tx);
  try {
    const { rows } = await sql<{ before: string }>`select current_setting('statement_timeout') as before,
      set_config('statement_timeout', ${String(patienceMs)}, true)`.execute(tx);
    const done = await work();
    await sql`select set_config('statement_timeout', ${rows[0]?.before ?? '0'}, true)`.execute(tx);
    await sql`release savepoint within_time`.execute(tx);
    return done;
  } catch (error) {
    if (codeOf(error) !== CANCELED) throw error;
    await sql`rollback to savepoint within_time`.execute(tx);
    return undefined;
  }
}
