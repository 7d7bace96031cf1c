import { processorMsByThread } from '../support/processes.ts';

/**
 * Processor seconds of this process by thread, for `SubjectReport.stages`: Node.js names its own `MainThread`, those
 * of `worker_threads` `WorkerThread`, and the collector's `V8Worker`. Threads that did next to nothing are left out.
 */
export function threadStages(): Record<string, number> {
  const busy = [...processorMsByThread(process.pid)].filter(([, ms]) => ms >= SHOWN_MS);
  return Object.fromEntries(busy.map(([name, ms]) => [name, ms / 1000]));
}

const SHOWN_MS = 50;
