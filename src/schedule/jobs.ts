import { sql } from 'kysely';
import { type ConstructorOptions, fromKysely, fromPglite, PgBoss } from 'pg-boss';
import type { OpenDatabase } from '../database/open.ts';
import type { Tx } from '../database/tables.ts';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/** Work that must happen even when this process dies: it waits in the database, and is tried again when it fails. */
export interface Jobs {
  /** Enqueues inside `tx`: the job exists when, and only when, the transaction commits. */
  send(tx: Tx, queue: JobQueue, data: Record<string, string>): Promise<void>;
  /** Handles jobs of `queue`, one at a time; a handler that throws is called again later. */
  work(queue: JobQueue, handler: (data: Record<string, string>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** `occurrence`: a cron rule's occasion came due. Each business has its own: one database may serve several daemons. */
type JobQueue = 'occurrence';
const QUEUES: JobQueue[] = ['occurrence'];

const RETRIES = 20;
const RETRY_DELAY_SECONDS = 5;
const RETRY_DELAY_MAX_SECONDS = 600;
/** Without a heartbeat a killed worker's job would wait a quarter of an hour. */
const HEARTBEAT_SECONDS = 10;
const EXPIRE_SECONDS = 3600;
/** An occasion is noted once a minute; it may wait for a moment. */
const POLLING_SECONDS = 5;
/** Jobs that wait for other jobs: there are none. */
const FLOW_SECONDS = 60;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Opens pg-boss on the same database; `migrate` installs or updates its own schema `pgboss` first. Throws a WafaError
 * that names the command when that was not done. The jobs are those of `businessId`, which only migrating can do without.
 */
export async function openJobs(
  database: OpenDatabase,
  log: Log,
  options: { migrate: boolean; businessId?: string },
): Promise<Jobs> {
  const { driver } = database;
  const boss = new PgBoss({
    db: driver.kind === 'pglite' ? fromPglite(driver.pglite) : onPool(driver.pool),
    backend: driver.kind,
    schedule: false,
    flowIntervalSeconds: FLOW_SECONDS,
    migrate: options.migrate,
    createSchema: options.migrate,
  });
  boss.on('error', (error) => log.error({ error: error.message }, 'job queue'));
  try {
    await boss.start();
  } catch (error) {
    if (options.migrate) throw error;
    throw new WafaError(`the job table is not ready: ${describeError(error)}`, {
      hint: 'run: npx wafa migrate',
      exitCode: ExitCode.database,
      cause: error,
    });
  }
  const { businessId } = options;
  const nameOf = (queue: JobQueue) => {
    if (businessId === undefined) throw new Error('jobs belong to a business');
    return `${queue}-${businessId}`;
  };
  for (const queue of businessId === undefined ? [] : QUEUES) {
    await boss.createQueue(nameOf(queue), {
      retryLimit: RETRIES,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
    });
  }
  return {
    async send(tx, queue, data) {
      // The job table belongs to no business, so it is written as the connection's own role, in the same transaction.
      await sql`select set_config('role', 'none', true)`.execute(tx);
      await boss.send(nameOf(queue), data, { db: fromKysely(tx) });
      await sql`select set_config('role', 'wafa_app', true)`.execute(tx);
    },
    async work(queue, handler) {
      await boss.work<Record<string, string>>(
        nameOf(queue),
        { pollingIntervalSeconds: POLLING_SECONDS },
        async (jobs) => {
          for (const job of jobs) await handler(job.data);
        },
      );
    },
    async close() {
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
    },
  };
}

function onPool(pool: {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}): NonNullable<ConstructorOptions['db']> {
  return { executeSql: async (text, values) => ({ rows: rowsOf(await pool.query(text, values)) }) };
}

/** pg answers several statements with a list of results. */
function rowsOf(result: { rows: unknown[] } | { rows: unknown[] }[]): unknown[] {
  return Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows;
}
