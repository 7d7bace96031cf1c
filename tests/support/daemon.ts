import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Status } from '../../src/operations/status.ts';
import { waitUntil } from './network.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = path.join(ROOT, 'src/main.ts');
const START_TIMEOUT_MS = 60_000;

/** The daemon as people run it: `wafa start` in a process of its own, and the command line beside it. */
export interface DaemonProcess {
  readonly folder: string;
  /** Starts it and waits until it says that it runs. */
  start(): Promise<void>;
  /** Its process id; undefined before the first start. */
  pid(): number | undefined;
  /** kill -9, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
  /** The address of its page. */
  url(): string;
  /** Runs a command of the command line; rejects with what it printed when its exit code is not `expected`. */
  wafa(...args: string[]): Promise<string>;
  status(): Promise<Status>;
  /** What it logged so far. */
  log(): string;
  /** Rewrites one automation file with another mode and, where given, other words. */
  setAutomation(name: string, change: (text: string) => string): void;
  dispose(): Promise<void>;
}

/** A folder with a configuration and the shipped automations; nothing is started yet. Without `databaseUrl`: PGlite. */
export function prepareDaemon(config: Record<string, unknown>, databaseUrl?: string): DaemonProcess {
  const folder = temporaryFolder('daemon');
  const automations = path.join(folder, 'automations');
  mkdirSync(automations);
  cpSync(path.join(ROOT, 'config/automations'), automations, { recursive: true });
  const file = path.join(folder, 'wafa.yaml');
  writeFileSync(
    file,
    stringify({
      automations: { folder: automations },
      database: {
        folder: path.join(folder, 'data'),
        ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
      },
      web: { port: 0 },
      log: { level: 'debug' },
      ...config,
    }),
  );
  let child: ChildProcess | undefined;
  let output = '';
  let errors = '';

  return {
    folder,
    async start() {
      output = '';
      const started = spawn(process.execPath, [MAIN, 'start', '--config', file], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      started.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      await waitUntil(
        () => {
          // Killed, it has no exit code.
          if (started.exitCode !== null || started.signalCode !== null)
            throw new Error(`the daemon ended: ${output}${errors}`);
          return output.includes('Wafa is running');
        },
        { timeoutMs: START_TIMEOUT_MS, what: 'the daemon runs' },
      );
    },
    pid: () => child?.pid,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
    url: () => /http:\/\/[\d.]+:\d+/.exec(output)?.[0] ?? '',
    wafa: (...args) => run([...args, '--config', file]),
    async status() {
      return JSON.parse(await run(['status', '--json', '--config', file])) as Status;
    },
    log: () => errors,
    setAutomation(name, change) {
      const place = path.join(automations, `${name}.yaml`);
      writeFileSync(place, change(readFileSync(place, 'utf8')));
    },
    async dispose() {
      await end(child, 'SIGKILL');
      removeFolder(folder);
    },
  };
}

function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve(child?.exitCode ?? null);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`wafa ${args.join(' ')} ended with ${code}: ${output}${errors}`)),
    );
  });
}
