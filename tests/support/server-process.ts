import type { ChildProcess } from 'node:child_process';

/** A child process that the test must not outlive, with the last words it wrote. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** What it wrote last on standard output and standard error. */
  output(): string;
}

/** Follows `child`; `onExit` also runs when this process ends first, after the child was given `lastSignal`. */
export function watchServer(
  child: ChildProcess,
  options: { lastSignal?: NodeJS.Signals; onExit?: () => void } = {},
): ServerProcess {
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARACTERS);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const atEnd = () => {
    child.kill(options.lastSignal ?? 'SIGKILL');
    options.onExit?.();
  };
  process.once('exit', atEnd);
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += String(error);
      resolve(null);
    });
    child.once('exit', resolve);
  }).then((code) => {
    process.off('exit', atEnd);
    return code;
  });
  return {
    pid: child.pid ?? 0,
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    signal: (name) => {
      child.kill(name);
    },
    output: () => output,
  };
}

const MAX_OUTPUT_CHARACTERS = 20_000;
