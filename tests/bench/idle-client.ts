import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitUntil } from '../support/network.ts';
import { memoryOf, processorMsOf } from '../support/processes.ts';
import { watchServer } from '../support/server-process.ts';

/** Bare imapflow clients in a process of their own: what Wafa is compared with while it waits for mail. */
export interface IdleClients {
  /** When each mail was there, by its Message-ID: the monotonic clock, in milliseconds. */
  readonly fetchedAt: ReadonlyMap<string, number>;
  memory(): number;
  processorMs(): number;
  stop(): Promise<void>;
}

/** Starts them and waits until all listen. */
export async function startIdleClients(
  port: number,
  password: string,
  users: readonly string[],
): Promise<IdleClients> {
  const program = join(import.meta.dirname, 'subject-idle-client.ts');
  const child = spawn(process.execPath, ['--expose-gc', program, String(port), password, ...users], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const fetchedAt = new Map<string, number>();
  let ready = false;
  createInterface(child.stdout).on('line', (line) => {
    const [id = '', at] = line.split(' ');
    if (line === 'ready') ready = true;
    else fetchedAt.set(id, Number(at));
  });
  const server = watchServer(child);
  await waitUntil(
    () => {
      if (!server.isRunning()) throw new Error(`the bare clients ended: ${server.output()}`);
      return ready;
    },
    { timeoutMs: CONNECT_TIMEOUT_MS, what: 'the bare clients listen' },
  );
  return {
    fetchedAt,
    memory: () => memoryOf(server.pid),
    processorMs: () => processorMsOf(server.pid),
    async stop() {
      child.stdin.end();
      await server.exited;
    },
  };
}

const CONNECT_TIMEOUT_MS = 60_000;
