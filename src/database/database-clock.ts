import { sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Db } from './tables.ts';

/** The database's own clock: what is due is the same for every process that shares the database. */
export function databaseClock(db: Db): Clock {
  return {
    async now() {
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
      return rows[0]?.now ?? new Date();
    },
  };
}
