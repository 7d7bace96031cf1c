import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { keepStatements } from './kept-statements.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

/** Object ids of the types whose values are read otherwise than the driver would. */
export const TYPE_OIDS = { int8: 20, date: 1082, numeric: 1700, bytea: 17 } as const;

/** A pool of at most `connections` connections to `url`. Whole numbers arrive as numbers, dates as `YYYY-MM-DD`. */
export function openPostgres(url: string, connections: number, onError: (error: Error) => void) {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection that dies while idle (a database restart) is replaced by the pool; without a listener it would end us.
  pool.on('error', onError);
  // One that dies in the middle of a transaction, between two statements, tells only its client; its next statement fails.
  pool.on('connect', (client) => {
    client.on('error', onError);
    keepStatements(client);
  });
  return { dialect: new PostgresDialect({ pool }), pool };
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === TYPE_OIDS.int8 || oid === TYPE_OIDS.numeric) return Number;
  if (oid === TYPE_OIDS.date) return String;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}
