import { parentPort } from 'node:worker_threads';
import type { ReadOutcome } from './read-outcome.ts';
import type { UnderstandOptions } from './understand.ts';

/** A batch as it travels to a worker: all mails in one transferred buffer, cut at `ends`. */
export interface BatchRequest {
  buffer: ArrayBuffer;
  ends: number[];
  options: UnderstandOptions;
  /** One 32-bit number: how many mails of the batch were begun. Shows the pool where a worker hangs. */
  progress: SharedArrayBuffer;
}

/** What a worker answers: one outcome a mail, in order. */
export interface BatchAnswer {
  outcomes: ReadOutcome[];
}

/** Turns this worker thread into a reader of batches, one mail after the other. */
export function serveBatches(
  read: (raw: Uint8Array, options: UnderstandOptions) => Promise<ReadOutcome>,
): void {
  const port = parentPort;
  if (!port) throw new Error('batches are served inside a worker thread only');
  const answer = async ({ buffer, ends, options, progress }: BatchRequest) => {
    const begun = new Int32Array(progress);
    const outcomes: ReadOutcome[] = [];
    let start = 0;
    for (const end of ends) {
      Atomics.add(begun, 0, 1);
      outcomes.push(await read(new Uint8Array(buffer, start, end - start), options));
      start = end;
    }
    port.postMessage({ outcomes } satisfies BatchAnswer);
  };
  port.on('message', (request: BatchRequest) => {
    // A rejection is a bug: it ends the worker, and the pool retries the batch mail by mail.
    void answer(request);
  });
}
