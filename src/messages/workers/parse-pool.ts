import { Worker } from 'node:worker_threads';
import type { KeptRaw } from '../log/store-raw.ts';
import type { ReadOptions, ReadOutcome } from './read-outcome.ts';
import { type BrokenBatch, KEPT_BUFFER_BYTES, sendBatch } from './send-batch.ts';

export interface ParsePoolOptions {
  /** Worker threads; each reads one batch at a time. */
  workers?: number;
  /** How long one mail may take before its worker is ended. */
  timeoutMs?: number;
  /** Heap of one worker; a mail that needs more fails. */
  maxHeapMb?: number;
  /** The module a worker runs; only tests replace it. */
  workerModule?: URL;
}

/** Reads raw mail in worker threads, so that no mail can stop or kill the daemon (failure matrix I17, I18). */
export interface ParsePool {
  /** One outcome a mail, in order. The bytes are copied: the caller's stay as they are. Rejects only when closed. */
  read(raws: readonly KeptRaw[], options?: ReadOptions): Promise<ReadOutcome[]>;
  /** Ends the workers. What is still being read rejects. */
  close(): Promise<void>;
}

const DEFAULT_WORKERS = 1;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_HEAP_MB = 192;
/** Short-lived objects of one worker: a small nursery keeps the process small and costs little. */
const MAX_NURSERY_MB = 32;
/** A batch ends at the first of both limits; a larger mail travels alone. */
const MAX_BATCH_MAILS = 200;
const MAX_BATCH_BYTES = KEPT_BUFFER_BYTES;

/** Mails that go to a worker together, and where their outcomes belong. */
interface Batch {
  raws: readonly KeptRaw[];
  options: ReadOptions;
  done(outcomes: ReadOutcome[]): void;
  failed(error: Error): void;
}

/** Starts no thread until there is something to read. At most `workers` batches are copied at any time. */
export function createParsePool({
  workers = DEFAULT_WORKERS,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  maxHeapMb = DEFAULT_MAX_HEAP_MB,
  workerModule = new URL('./parse-worker.ts', import.meta.url),
}: ParsePoolOptions = {}): ParsePool {
  const idle: Worker[] = [];
  const alive = new Set<Worker>();
  const waiting: Batch[] = [];
  const running = new Set<Batch>();
  let closed = false;

  const start = (): Worker => {
    const worker = new Worker(workerModule, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: MAX_NURSERY_MB },
    });
    alive.add(worker);
    worker.once('exit', () => {
      alive.delete(worker);
      const position = idle.indexOf(worker);
      if (position >= 0) idle.splice(position, 1);
    });
    return worker;
  };

  const pump = (): void => {
    if (closed) return;
    for (const batch of waiting.splice(0, workers - running.size)) void run(batch);
  };

  const run = async (batch: Batch): Promise<void> => {
    running.add(batch);
    try {
      const worker = idle.pop() ?? start();
      const result = await sendBatch(worker, batch.raws, batch.options, timeoutMs);
      if (result.kind === 'answered') {
        idle.push(worker);
        batch.done(result.outcomes);
      } else {
        await worker.terminate();
        if (closed) batch.failed(new Error('the parse pool was closed'));
        else if (!result.begun) batch.failed(new Error(`no reader could start: ${result.reason}`));
        else retryOneByOne(batch, result);
      }
    } catch (error) {
      batch.failed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      running.delete(batch);
      pump();
    }
  };

  /** Only the guilty mail fails: the others are read again, each alone. */
  const retryOneByOne = (batch: Batch, { guilty, reason }: BrokenBatch): void => {
    const [only] = batch.raws;
    if (batch.raws.length === 1 && only) {
      batch.done([{ ok: false, reason }]);
      return;
    }
    const outcomes = batch.raws.map(async (raw, position): Promise<ReadOutcome> => {
      if (position === guilty) return { ok: false, reason };
      const [outcome] = await enqueue([raw], batch.options);
      return outcome ?? { ok: false, reason };
    });
    Promise.all(outcomes).then(
      (read) => batch.done(read),
      (error: Error) => batch.failed(error),
    );
  };

  const enqueue = (raws: readonly KeptRaw[], options: ReadOptions): Promise<ReadOutcome[]> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new Error('the parse pool is closed'));
        return;
      }
      const batch = { raws, options, done: resolve, failed: reject };
      // A short batch before long ones: the batches of a history hold no new mail up.
      const longer = waiting.findIndex((other) => other.raws.length > raws.length);
      waiting.splice(longer < 0 ? waiting.length : longer, 0, batch);
      pump();
    });

  return {
    async read(raws, options = {}) {
      const batches = inBatches(raws).map((batch) => enqueue(batch, options));
      return (await Promise.all(batches)).flat();
    },
    async close() {
      closed = true;
      for (const batch of waiting.splice(0)) batch.failed(new Error('the parse pool was closed'));
      await Promise.all([...alive].map((worker) => worker.terminate()));
    },
  };
}

function inBatches(raws: readonly KeptRaw[]): KeptRaw[][] {
  const batches: KeptRaw[][] = [];
  let current: KeptRaw[] = [];
  let bytes = 0;
  for (const raw of raws) {
    if (
      current.length >= MAX_BATCH_MAILS ||
      (current.length > 0 && bytes + raw.kept.length > MAX_BATCH_BYTES)
    ) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(raw);
    bytes += raw.kept.length;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
