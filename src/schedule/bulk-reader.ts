import { sleep } from '../lib/clock.ts';
import type { ReadMessagesResult } from '../messages/log/read-messages.ts';

/** Reads raw mail batch by batch. */
export interface BulkReader {
  /** Answers at the latest after `patienceMs`: with nothing done, and more to do, when a mail takes long to be read. */
  next(): Promise<{ done: number; failed: number; more: boolean }>;
  /** Waits for what was begun ahead; never rejects. */
  settle(): Promise<void>;
}

/** Batches under way at once while there is much to read: one is parsed while the other is written. */
const BULK_READERS = 2;
/** A mail may take half a minute to be read: the stages that look at its neighbours go on meanwhile. */
const PATIENCE_MS = 250;

/**
 * Reads batch by batch. While a history comes in, the next batches are read ahead, beside the stages that work on the
 * last ones; a single new mail costs no more than one look.
 */
export function bulkReader(
  readBatch: () => Promise<ReadMessagesResult>,
  batch: number,
  patienceMs = PATIENCE_MS,
): BulkReader {
  let ahead: Promise<ReadMessagesResult[]> | undefined;
  /** Heard by a later call; until then a failure must not count as unheard. */
  const keep = (reading: Promise<ReadMessagesResult[]>) => {
    reading.catch(() => {});
    ahead = reading;
  };
  return {
    async next(): Promise<{ done: number; failed: number; more: boolean }> {
      const current = ahead ?? readBatch().then((result) => [result]);
      ahead = undefined;
      const results = await within(current, patienceMs);
      if (!results) {
        keep(current);
        return { done: 0, failed: 0, more: true };
      }
      const done = results.reduce((sum, { read }) => sum + read, 0);
      if (done >= batch / 2) keep(Promise.all(Array.from({ length: BULK_READERS }, readBatch)));
      const failed = results.reduce((sum, result) => sum + result.failed, 0);
      return { done, failed, more: results.some(({ more }) => more) || ahead !== undefined };
    },
    async settle(): Promise<void> {
      await ahead?.catch(() => {});
    },
  };
}

/** Undefined when it takes longer; it then goes on. */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([work, sleep(milliseconds, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
