import type { Worker } from 'node:worker_threads';
import type { KeptRaw } from '../log/store-raw.ts';
import type { ReadOptions, ReadOutcome } from './read-outcome.ts';
import type { BatchAnswer, BatchRequest } from './serve-batches.ts';

/** The worker answered. */
export interface AnsweredBatch {
  kind: 'answered';
  outcomes: ReadOutcome[];
}

/** The worker died or hung, and must be ended. */
export interface BrokenBatch {
  kind: 'broken';
  /** False when not even the first mail was begun: then no mail is to blame. */
  begun: boolean;
  /** The mail it hung on, where that is certain. */
  guilty: number | undefined;
  reason: string;
}

/** Hands a batch to a worker and waits for its answer, its death, or one mail that takes longer than `timeoutMs`. */
export function sendBatch(
  worker: Worker,
  raws: readonly KeptRaw[],
  options: ReadOptions,
  timeoutMs: number,
): Promise<AnsweredBatch | BrokenBatch> {
  return new Promise((resolve) => {
    const progress = new SharedArrayBuffer(4);
    const counter = new Int32Array(progress);
    let seen = 0;
    let seenAt = performance.now();
    const look = () => {
      const now = performance.now();
      const current = Atomics.load(counter, 0);
      if (current !== seen) {
        seen = current;
        seenAt = now;
      } else if (now - seenAt >= (seen === 0 ? timeoutMs + START_GRACE_MS : timeoutMs)) {
        broken(`took longer than ${timeoutMs} ms`, seen - 1);
      }
    };
    const onMessage = ({ outcomes, request }: BatchAnswer) => {
      if (request.byteLength === KEPT_BUFFER_BYTES) returned.set(worker, request);
      settle({ kind: 'answered', outcomes });
    };
    const onError = (error: Error & { code?: string }) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      broken(outOfMemory ? 'ran out of memory' : `broke the reader: ${error.message}`);
    };
    const onExit = () => broken('ended the reader');
    const broken = (reason: string, guilty?: number) =>
      settle({ kind: 'broken', begun: Atomics.load(counter, 0) > 0, guilty, reason });
    const settle = (result: AnsweredBatch | BrokenBatch) => {
      clearInterval(watch);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      // A dying worker may still report an error after the verdict: then this listener stays and hears it.
      if (result.kind === 'answered') worker.off('error', onError);
      resolve(result);
    };
    const watch = setInterval(look, Math.max(MIN_WATCH_MS, timeoutMs / 20));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    const request = pack(worker, raws, options, progress);
    worker.postMessage(request, [request.buffer]);
  });
}

const MIN_WATCH_MS = 10;
/** A new thread loads the parser before it begins: seconds on a busy machine. */
const START_GRACE_MS = 15_000;

/** Batches that fit into it travel in one buffer, which comes back with the answer: a new one for each would be garbage. */
export const KEPT_BUFFER_BYTES = 8 * 1024 * 1024;

/** The buffer that each worker gave back. */
const returned = new WeakMap<Worker, ArrayBuffer>();

function bufferFor(worker: Worker, length: number): ArrayBuffer {
  if (length > KEPT_BUFFER_BYTES) return new ArrayBuffer(length);
  const buffer = returned.get(worker) ?? new ArrayBuffer(KEPT_BUFFER_BYTES);
  returned.delete(worker);
  return buffer;
}

function pack(
  worker: Worker,
  raws: readonly KeptRaw[],
  options: ReadOptions,
  progress: SharedArrayBuffer,
): BatchRequest {
  const buffer = givenBuffer(raws) ?? laidTogether(worker, raws);
  const mails = raws.map(({ kept, encoding, size, fresh = false }) => ({
    length: kept.length,
    encoding,
    size,
    fresh,
  }));
  return { buffer, mails, options: { ...options }, progress };
}

/** Of a large mail that travels alone and was given away: it need not be copied. */
function givenBuffer(raws: readonly KeptRaw[]): ArrayBuffer | undefined {
  const [mail] = raws;
  if (raws.length !== 1 || mail?.given !== true || mail.kept.length <= KEPT_BUFFER_BYTES) return undefined;
  const { buffer } = mail.kept;
  return buffer instanceof ArrayBuffer && buffer.byteLength === mail.kept.length ? buffer : undefined;
}

function laidTogether(worker: Worker, raws: readonly KeptRaw[]): ArrayBuffer {
  const buffer = bufferFor(
    worker,
    raws.reduce((sum, { kept }) => sum + kept.length, 0),
  );
  const target = new Uint8Array(buffer);
  let at = 0;
  for (const { kept } of raws) {
    target.set(kept, at);
    at += kept.length;
  }
  return buffer;
}
