import { spawn } from 'node:child_process';
import { memoryOf, processorMsOf, processTree } from '../support/processes.ts';

/** One run of something that handles messages. */
interface Run {
  readonly messages: number;
  readonly seconds: number;
  /** The most memory of its process tree at any sample. */
  readonly peakMemoryBytes: number;
  /** Processor seconds by who used them: `self` is the process tree, others as named by the caller. */
  readonly processorSeconds: Readonly<Record<string, number>>;
  /** What the subject itself says about where its time went, in seconds. */
  readonly stages: Readonly<Record<string, number>>;
}

/** The middle run by speed, and all speeds. */
export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  readonly runs: readonly number[];
  readonly messages: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly processorSeconds: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<string, number>>;
}

/** What is measured: a program, started anew for each run. */
export interface Subject {
  readonly name: string;
  readonly messages: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs before each run, outside of the measurement. */
  before?(): void | Promise<void>;
  /** Throws when the run did not do what it should have. */
  check?(): void | Promise<void>;
}

/** What a subject prints as its last line when start-up shall not count, or when it knows its stages. */
interface SubjectReport {
  readonly seconds: number;
  readonly messages?: number;
  readonly stages?: Readonly<Record<string, number>>;
}

/**
 * Runs it once for warming up, then `runs` times, and answers the median. `servers`: name → process id of servers
 * that work for the subject; their processor time is reported beside its own.
 */
export async function measure(
  subject: Subject,
  options: { runs: number; warmUps: number; servers: Readonly<Record<string, () => number>> },
): Promise<Figure> {
  const runs: Run[] = [];
  for (let number = -options.warmUps; number < options.runs; number++) {
    const run = await runOnce(subject, options.servers);
    if (number >= 0) runs.push(run);
  }
  const sorted = runs.toSorted((a, b) => speedOf(a) - speedOf(b));
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error('nothing was measured');
  return {
    name: subject.name,
    perSecond: speedOf(median),
    runs: runs.map(speedOf),
    ...median,
    peakMemoryBytes: Math.max(...runs.map((run) => run.peakMemoryBytes)),
  };
}

/** Looking at the memory of a process costs it milliseconds: ten times a second took a twelfth of a whole run. */
const SAMPLE_EVERY_MS = 500;

async function runOnce(subject: Subject, servers: Readonly<Record<string, () => number>>): Promise<Run> {
  await subject.before?.();
  const watched = Object.entries(servers).map(([name, pidOf]) => ({ name, usage: treeUsage(pidOf()) }));
  const start = performance.now();
  const child = spawn(subject.command, subject.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...subject.environment },
  });
  const usage = treeUsage(child.pid ?? 0);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const sample = () => {
    usage.sample();
    for (const server of watched) server.usage.sample();
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wallSeconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  for (const server of watched) server.usage.sample();
  if (code !== 0) throw new Error(`${subject.name} answered ${code}: ${errors}${output}`);
  await subject.check?.();
  const report = readReport(output);
  return {
    messages: report?.messages ?? subject.messages,
    seconds: report?.seconds ?? wallSeconds,
    peakMemoryBytes: usage.peakMemoryBytes(),
    processorSeconds: Object.fromEntries([
      ['self', usage.processorSeconds()],
      ...watched.map((server) => [server.name, server.usage.processorSeconds()]),
    ]),
    stages: report?.stages ?? {},
  };
}

function speedOf({ messages, seconds }: Run): number {
  return messages / seconds;
}

interface TreeUsage {
  sample(): void;
  peakMemoryBytes(): number;
  processorSeconds(): number;
}

/** Follows a process tree. Processor time counts from now; a process that ended keeps what it had at its last sample. */
function treeUsage(root: number): TreeUsage {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  let peak = 0;
  for (const pid of processTree(root)) first.set(pid, processorMsOf(pid));
  return {
    sample() {
      let memory = 0;
      for (const pid of processTree(root)) {
        memory += memoryOf(pid);
        last.set(pid, Math.max(processorMsOf(pid), last.get(pid) ?? 0));
      }
      peak = Math.max(peak, memory);
    },
    peakMemoryBytes: () => peak,
    processorSeconds: () => {
      let total = 0;
      for (const [pid, ms] of last) total += Math.max(0, ms - (first.get(pid) ?? 0));
      return total / 1000;
    },
  };
}

function readReport(output: string): SubjectReport | undefined {
  const line = output.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as SubjectReport) : undefined;
}
