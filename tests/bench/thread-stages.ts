import { processorMsByThread } from '../support/processes.ts';

/**
 * Processor seconds of this process by thread, for `SubjectReport.stages`: Node.js names its own `MainThread`, those
 * of `worker_threads` `WorkerThread`, and the collector's and compiler's `V8Worker`. Counts from `start`, what
 * `startStages` answered, so that starting up is left out; threads that did next to nothing are too.
 */
export function threadStages(start: ReadonlyMap<string, number>): Record<string, number> {
  const used = [...startStages()].map(([name, ms]) => [name, ms - (start.get(name) ?? 0)] as const);
  return Object.fromEntries(used.filter(([, ms]) => ms >= SHOWN_MS).map(([name, ms]) => [name, ms / 1000]));
}

/** Milliseconds by thread until now. */
export function startStages(): Map<string, number> {
  return processorMsByThread(process.pid);
}

const SHOWN_MS = 50;
