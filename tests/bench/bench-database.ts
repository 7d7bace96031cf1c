import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openJobs } from '../../src/schedule/jobs.ts';
import { type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';

/** A Postgres of the benchmark's own, with a prepared database that each run gets a fresh copy of. */
export interface BenchDatabase {
  /** Where the copy for this run will be; the same for every run. */
  readonly url: string;
  readonly cluster: PostgresCluster;
  /** Throws the last copy away and makes a new one. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it with durable settings (data in memory where there is room), migrates, and lets `prepare` fill it. `settings`: more lines of its configuration. */
export async function startBenchDatabase(
  prepare: (open: OpenDatabase) => Promise<void> = async () => {},
  settings: readonly string[] = [],
): Promise<BenchDatabase> {
  const cluster = await startPostgres({ durable: true, settings: ['max_wal_size = 4GB', ...settings] });
  try {
    await run(cluster, `create database ${PREPARED}`);
    const open = await openDatabase(
      { kind: 'postgres', url: urlOf(cluster, PREPARED), connections: 4 },
      () => {},
    );
    try {
      await migrate(open.db);
      const jobs = await openJobs(open, silentLog(), { migrate: true });
      await jobs.close();
      await prepare(open);
    } finally {
      await open.close();
    }
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return {
    url: urlOf(cluster, COPY),
    cluster,
    async renew() {
      await run(cluster, `drop database if exists ${COPY} with (force)`);
      await run(cluster, `create database ${COPY} template ${PREPARED}`);
      await run(cluster, 'checkpoint');
    },
    stop: () => cluster.stop(),
  };
}

const PREPARED = 'wafa_prepared';
const COPY = 'wafa_bench';

function urlOf(cluster: PostgresCluster, database: string): string {
  return cluster.url.replace(/\/postgres$/, `/${database}`);
}

async function run(cluster: PostgresCluster, statement: string): Promise<void> {
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
