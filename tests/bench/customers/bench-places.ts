import { Client } from 'pg';
import { type OpenDatabase, openDatabase } from '../../../src/database/open.ts';
import { startPostgres } from '../../support/postgres-cluster.ts';
import { endedChildrenMsOf, processorMsOf, processTree } from '../../support/processes.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

/** The database as its owner, beyond policies: to fill it, and for floors. */
export interface Owner {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** An empty database that is thrown away at the end. */
export interface BenchPlace {
  readonly name: 'Postgres' | 'PGlite';
  readonly open: OpenDatabase;
  readonly owner: Owner;
  /** For the making of indexes. */
  readonly maintenanceMemory: string;
  /** Used so far, by this process and by the server. */
  processorSeconds(): number;
  close(): Promise<void>;
}

const CONNECTIONS = 4;

/** A Postgres of its own that flushes, in memory where `needBytes` are free. */
export async function placeOnPostgres(needBytes: number): Promise<BenchPlace> {
  const settings = ['shared_buffers = 2GB', 'max_wal_size = 8GB'];
  const cluster = await startPostgres({ durable: true, settings, needBytes });
  const open = await openDatabase({ kind: 'postgres', url: cluster.url, connections: CONNECTIONS }, () => {});
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  return {
    name: 'Postgres',
    open,
    owner: client,
    maintenanceMemory: '1GB',
    processorSeconds: () => ownSeconds() + secondsOfTree(cluster.pid()),
    async close() {
      await client.end();
      await open.close();
      await cluster.stop();
    },
  };
}

/** The embedded database, in a folder as the daemon has it. */
export async function placeOnPGlite(): Promise<BenchPlace> {
  const folder = temporaryFolder('pglite');
  const open = await openDatabase({ kind: 'pglite', folder }, () => {});
  if (open.driver.kind !== 'pglite') throw new Error('another database was opened');
  const { pglite } = open.driver;
  return {
    name: 'PGlite',
    open,
    owner: pglite,
    maintenanceMemory: '64MB',
    processorSeconds: ownSeconds,
    async close() {
      await open.close();
      removeFolder(folder);
    },
  };
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function secondsOfTree(pid: number): number {
  return processTree(pid).reduce((sum, one) => sum + processorMsOf(one), endedChildrenMsOf(pid)) / 1000;
}
