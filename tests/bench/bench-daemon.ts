import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { waitUntil } from '../support/network.ts';
import { memoryOf, processorMsByThread, processorMsOf, processTree } from '../support/processes.ts';
import { type ServerProcess, watchServer } from '../support/server-process.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

/** `npm start` in a process of its own, under measurement. */
export interface BenchDaemon {
  readonly pid: number;
  /** Memory of its process tree now, in bytes. */
  memory(): number;
  /** The most memory at any look since this was asked last; it is looked at every so many milliseconds. */
  takePeakMemory(): number;
  /** Processor time used so far, in milliseconds, and the same by the names of its threads. */
  processorMs(): number;
  processorMsByThread(): Map<string, number>;
  /** What it logged last. */
  output(): string;
  stop(): Promise<void>;
}

export interface BenchMailbox {
  readonly user: string;
  readonly port: number;
  readonly password: string;
}

/**
 * Starts the daemon as `npm start` does, on a Postgres, reading `mailboxes` of a Dovecot on this machine, and waits until it
 * says that it runs. Nothing is sent: every automation starts off. `reading`: other settings than the usual ones.
 */
export async function startBenchDaemon(options: {
  databaseUrl: string;
  mailboxes: readonly BenchMailbox[];
  reading?: Readonly<Record<string, unknown>>;
  sampleMemoryMs?: number;
}): Promise<BenchDaemon> {
  const folder = temporaryFolder('bench-daemon', { inMemory: true });
  const file = join(folder, 'wafa.yaml');
  const automations = join(folder, 'automations');
  cpSync(join(ROOT, 'config/automations'), automations, { recursive: true });
  writeFileSync(file, stringify({ ...configFor(options, folder), automations: { folder: automations } }));
  const child = spawn(
    process.execPath,
    [...startFlags(), join(ROOT, 'src/main.ts'), 'start', '--config', file],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const server = watchServer(child, { lastSignal: 'SIGKILL', onExit: () => removeFolder(folder) });
  await runs(server);
  let peak = 0;
  const memory = () => processTree(server.pid).reduce((sum, pid) => sum + memoryOf(pid), 0);
  const look = () => {
    peak = Math.max(peak, memory());
  };
  const timer = setInterval(look, options.sampleMemoryMs ?? SAMPLE_MEMORY_MS);
  return {
    pid: server.pid,
    memory,
    takePeakMemory() {
      look();
      const most = peak;
      peak = 0;
      return most;
    },
    processorMs: () => processTree(server.pid).reduce((sum, pid) => sum + processorMsOf(pid), 0),
    processorMsByThread: () => processorMsByThread(server.pid),
    output: () => server.output(),
    async stop() {
      clearInterval(timer);
      if (server.isRunning()) server.signal('SIGTERM');
      await server.exited;
      removeFolder(folder);
    },
  };
}

/** What `npm start` hands to node before the program: Wafa is measured as it is started. */
export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return (scripts['start'] ?? '').split(' ').filter((word) => word.startsWith('--'));
}

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 60_000;
const SAMPLE_MEMORY_MS = 500;
/** Nothing listens there. */
const UNUSED_PORT = 9;

function configFor(
  { databaseUrl, mailboxes, reading }: Parameters<typeof startBenchDaemon>[0],
  folder: string,
): Record<string, unknown> {
  const server = { host: '127.0.0.1', security: 'none' };
  return {
    business: { name: "Maryam's Bakery" },
    mailboxes: mailboxes.map(({ user, port, password }) => ({
      name: user,
      address: user,
      imap: { ...server, port, user, password },
      smtp: { ...server, port: UNUSED_PORT, password },
      historySince: '20y',
    })),
    ...(reading ? { reading } : {}),
    database: { folder: join(folder, 'data'), url: databaseUrl },
    web: { port: 0 },
    log: { level: 'warn' },
  };
}

async function runs(server: ServerProcess): Promise<void> {
  await waitUntil(
    () => {
      if (!server.isRunning()) throw new Error(`the daemon ended: ${server.output()}`);
      return server.output().includes('Wafa is running');
    },
    { timeoutMs: START_TIMEOUT_MS, what: 'the daemon runs' },
  );
}
