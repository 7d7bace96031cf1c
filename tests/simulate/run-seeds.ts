import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.ts';
import { openStage } from './stage.ts';

/** What a thread is asked for. */
export interface SeedsToRun {
  seeds: readonly number[];
}

/** What it says of each run. */
export interface RunReport {
  seed: number;
  problems: string[];
  traceHash: string;
  milliseconds: number;
  /** Steps of the run: what happened in its world, and what was said to its database. */
  events: number;
  statements: number;
  /** Of a run with problems. */
  lines: readonly string[];
}

/** A thread of `npm run simulate`: opens a database of its own and runs its seeds, one after the other. */
async function runSeeds({ seeds }: SeedsToRun): Promise<void> {
  const stage = await openStage();
  for (const seed of seeds) {
    const report = await runSeed(stage, seed);
    parentPort?.postMessage(report, []);
  }
  await stage.close();
}

async function runSeed(stage: Awaited<ReturnType<typeof openStage>>, seed: number): Promise<RunReport> {
  const began = performance.now();
  try {
    const { problems, traceHash, lines, events, statements } = await simulate(stage, seed);
    const milliseconds = performance.now() - began;
    const steps = { events, statements };
    return { seed, problems, traceHash, milliseconds, ...steps, lines: problems.length > 0 ? lines : [] };
  } catch (error) {
    const problem = `the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    const milliseconds = performance.now() - began;
    return { seed, problems: [problem], traceHash: '', milliseconds, events: 0, statements: 0, lines: [] };
  }
}

await runSeeds(workerData as SeedsToRun);
