import { appendFileSync, cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, waitUntil } from './network.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { type ServerProcess, watchServer } from './server-process.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { type Account, giveTo, runAs, spawnAs, unprivilegedAccount } from './unprivileged.ts';

/** A Postgres of the test's own. Nothing of it is left after `stop`. */
export interface PostgresCluster {
  /** Superuser's URL of the maintenance database `postgres`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The postmaster's process id, for measurements. */
  pid(): number;
  /** Orderly end; removes the data. Twice does no harm. */
  stop(): Promise<void>;
  /** A crash: all connections are gone at once and nothing is checkpointed. The data stays for `restart`. */
  kill(): Promise<void>;
  /** Starts again on the same port and data, after `kill` or while running. */
  restart(): Promise<void>;
}

/**
 * Starts a throw-away cluster in about a second. No password, loopback only, fsync off: it is for tests of
 * correctness against crashes of the *process*, not of the machine. Pass `durable` for a cluster that flushes as
 * a real one does (benchmarks).
 */
export async function startPostgres(
  options: {
    binaries?: PostgresBinaries;
    durable?: boolean;
    settings?: readonly string[];
    /** Octets its data will have: in memory only where that much is free. */
    needBytes?: number;
  } = {},
): Promise<PostgresCluster> {
  const found = options.binaries ?? findPostgresBinaries();
  if (!found) throw new Error('no Postgres: install postgresql, or set TEST_DATABASE_URL');
  const account = unprivilegedAccount(['postgres']);
  const folder = temporaryFolder('postgres', {
    inMemory: true,
    ...(options.needBytes === undefined ? {} : { needBytes: options.needBytes }),
  });
  giveTo(account, folder);
  try {
    const binaries = readableBinaries(found.folder, folder, account);
    const data = join(folder, 'data');
    initialise(binaries, data, account);
    const port = await freePort();
    appendFileSync(join(data, 'postgresql.conf'), settings(port, folder, options));
    const launch = () => startServer(join(binaries, 'postgres'), data, account, folder);
    return cluster(await launch(), launch, folder, port);
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

function cluster(
  first: ServerProcess,
  launch: () => Promise<ServerProcess>,
  folder: string,
  port: number,
): PostgresCluster {
  let server = first;
  const end = async (signal: NodeJS.Signals) => {
    if (server.isRunning()) server.signal(signal);
    await server.exited;
  };
  return {
    url: `postgres://postgres@${HOST}:${port}/postgres`,
    host: HOST,
    port,
    pid: () => server.pid,
    async stop() {
      await end('SIGINT'); // "fast": rolls back what is open, waits for nobody
      removeFolder(folder);
    },
    kill: () => end('SIGQUIT'), // "immediate": the next start recovers from the log
    async restart() {
      await end('SIGINT');
      server = await launch();
    },
  };
}

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 200;

/** The npm package may lie in a folder that only root can enter: then the server runs from a copy. */
function readableBinaries(binaries: string, folder: string, account: Account): string {
  try {
    runAs(account, join(binaries, 'postgres'), ['--version']);
    return binaries;
  } catch {
    const copy = join(folder, 'native');
    cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, 'bin');
  }
}

function initialise(binaries: string, data: string, account: Account): void {
  const identity = '-U postgres -A trust -E UTF8 --no-locale --no-sync --no-instructions';
  runAs(account, join(binaries, 'initdb'), ['-D', data, ...identity.split(' ')]);
}

function settings(
  port: number,
  folder: string,
  options: { durable?: boolean; settings?: readonly string[] },
): string {
  const lines = [
    `listen_addresses = '${HOST}'`,
    `port = ${port}`,
    `unix_socket_directories = '${folder}'`,
    `max_connections = ${MAX_CONNECTIONS}`,
    `shared_buffers = 128MB`,
    ...(options.durable ? [] : ['fsync = off', 'full_page_writes = off']),
    ...(options.settings ?? []),
  ];
  return `\n${lines.join('\n')}\n`;
}

async function startServer(
  postgres: string,
  data: string,
  account: Account,
  folder: string,
): Promise<ServerProcess> {
  const child = spawnAs(account, postgres, ['-D', data], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    deathSignal: 'INT',
  });
  const server = watchServer(child, { lastSignal: 'SIGQUIT', onExit: () => removeFolder(folder) });
  await waitUntil(
    () => {
      if (!server.isRunning()) throw new Error(`postgres did not start: ${server.output()}`);
      return server.output().includes('ready to accept connections');
    },
    { what: 'postgres to accept connections' },
  );
  return server;
}
