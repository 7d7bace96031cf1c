import type { ReadMessagesResult } from '../messages/log/read-messages.ts';

/** Reads raw mail batch by batch. */
export interface BulkReader {
  next(): Promise<{ done: number; failed: number; more: boolean }>;
  /** Waits for what was begun ahead; never rejects. */
  settle(): Promise<void>;
}

/** Batches under way at once while there is much to read: one is parsed while the other is written. */
const BULK_READERS = 2;

/**
 * Reads batch by batch. While a history comes in, the next batches are read ahead, beside the stages that work on the
 * last ones; a single new mail costs no more than one look.
 */
export function bulkReader(readBatch: () => Promise<ReadMessagesResult>, batch: number): BulkReader {
  let ahead: Promise<ReadMessagesResult[]> | undefined;
  return {
    async next(): Promise<{ done: number; failed: number; more: boolean }> {
      const current = ahead;
      ahead = undefined;
      const results = current ? await current : [await readBatch()];
      const done = results.reduce((sum, { read }) => sum + read, 0);
      if (done >= batch / 2) {
        ahead = Promise.all(Array.from({ length: BULK_READERS }, readBatch));
        // Heard by the next call; until then a failure must not count as unheard.
        ahead.catch(() => {});
      }
      const failed = results.reduce((sum, result) => sum + result.failed, 0);
      return { done, failed, more: results.some(({ more }) => more) || ahead !== undefined };
    },
    async settle(): Promise<void> {
      await ahead?.catch(() => {});
    },
  };
}
