import { sql } from 'kysely';
import type { Db } from './tables.ts';

/**
 * Tells when the planner's statistics are worth renewing: after the first thousand rows and after every doubling. A
 * table that grew from nothing looks empty to the planner, and is scanned whole; Postgres notices within a minute, the
 * embedded database never by itself.
 */
export function statisticsKeeper(db: Db): (rowsWritten: number) => Promise<void> {
  let written = 0;
  let renewAt = FIRST_ROWS;
  return async (rowsWritten) => {
    written += rowsWritten;
    if (written < renewAt) return;
    renewAt = written * 2;
    // As the owner: only that may.
    await sql`analyze`.execute(db);
  };
}

const FIRST_ROWS = 1000;
