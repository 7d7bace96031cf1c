import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { RunReport, SeedsToRun } from './run-seeds.ts';

const USAGE = `npm run simulate -- --runs N --seed S [--jobs N] [--verbose] [--json]

  --runs     how many runs (200)
  --seed     the seed of the first; the others follow it (1)
  --jobs     how many threads (as many as there are processors)
  --verbose  the whole story of each run with problems
  --json     one JSON object a run, on standard output`;

const PROGRESS_EVERY_MS = 5000;

interface Options {
  runs: number;
  seed: number;
  jobs: number;
  verbose: boolean;
  json: boolean;
}

/** The deterministic simulation from the command line (docs/simulation.md). Exits with 1 when any run failed. */
async function main(): Promise<void> {
  const options = readOptions();
  if (!options) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const progress = watchProgress(options);
  const seeds = Array.from({ length: options.runs }, (_, at) => options.seed + at);
  const threads = Math.min(options.jobs, seeds.length);
  const shares = Array.from({ length: threads }, (_, thread) =>
    seeds.filter((_, at) => at % threads === thread),
  );
  await Promise.all(shares.map((share) => runThread(share, (report) => progress.add(report))));
  progress.end();
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [runs, seed, jobs] = [Number(values.runs), Number(values.seed), Number(values.jobs)];
  const wellFormed = [runs, seed, jobs].every((value) => Number.isSafeInteger(value)) && runs > 0 && jobs > 0;
  return values.help || !wellFormed
    ? undefined
    : { runs, seed, jobs, verbose: values.verbose, json: values.json };
}

/** Resolves when the thread has run all its seeds; a thread that dies fails what it had left. */
async function runThread(seeds: readonly number[], add: (report: RunReport) => void): Promise<void> {
  const left = new Set(seeds);
  const workerData: SeedsToRun = { seeds };
  const worker = new Worker(new URL('./run-seeds.ts', import.meta.url), { workerData });
  worker.on('message', (report: RunReport) => {
    left.delete(report.seed);
    add(report);
  });
  let died = 'the thread ended';
  worker.on('error', (error) => {
    died = `the thread died: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  });
  await new Promise((resolve) => worker.once('exit', resolve));
  const nothing = { traceHash: '', milliseconds: 0, events: 0, statements: 0, lines: [] };
  for (const seed of left) add({ seed, problems: [died], ...nothing });
}

function watchProgress({ runs, verbose, json }: Options) {
  let done = 0;
  let failed = 0;
  let steps = 0;
  let saidAt = performance.now();
  return {
    add(report: RunReport): void {
      done++;
      const { seed, problems, lines } = report;
      steps += report.events + report.statements;
      if (json) console.log(JSON.stringify({ ...report, lines: verbose ? lines : undefined }));
      if (problems.length > 0) {
        failed++;
        if (verbose) for (const line of lines) console.error(`  ${line}`);
        console.error(`seed ${seed} failed; again: npm run simulate -- --runs 1 --seed ${seed} --verbose`);
        for (const problem of problems) console.error(`  ${problem}`);
      }
      if (performance.now() - saidAt < PROGRESS_EVERY_MS && done < runs) return;
      saidAt = performance.now();
      console.error(`${done} of ${runs} runs, ${failed} failed`);
    },
    end(): void {
      // Programs get nothing but objects on standard output.
      const line = `${steps} steps\n${done} runs, ${failed} failed`;
      if (json) console.error(line);
      else console.log(line);
      process.exitCode = failed > 0 ? 1 : 0;
    },
  };
}

await main();
