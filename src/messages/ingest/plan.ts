import type { MessageSize } from '../../mailbox/mailbox.ts';

/** Limits of one fetch; from config `reading`. */
export interface FetchLimits {
  batchMessages: number;
  batchBytes: number;
  maxMessageBytes: number;
}

/** What one fetch and one transaction cover: mails to fetch, and mails that are too large to be fetched at all. */
export interface FetchBatch {
  fetch: MessageSize[];
  tooLarge: MessageSize[];
  /** The last of both, in the order given. */
  last: number;
}

/**
 * Cuts a list of mails into batches bounded by count and bytes, keeping its order: once a batch is stored, everything
 * before its end is settled. A mail that alone is larger than a batch gets one of its own.
 */
export function planFetch(sizes: readonly MessageSize[], limits: FetchLimits): FetchBatch[] {
  const batches: FetchBatch[] = [];
  let batch: FetchBatch = { fetch: [], tooLarge: [], last: 0 };
  let bytes = 0;
  for (const message of sizes) {
    const tooLarge = message.size > limits.maxMessageBytes;
    const size = tooLarge ? 0 : message.size;
    const count = batch.fetch.length + batch.tooLarge.length;
    if (count > 0 && (count >= limits.batchMessages || bytes + size > limits.batchBytes)) {
      batches.push(batch);
      batch = { fetch: [], tooLarge: [], last: 0 };
      bytes = 0;
    }
    (tooLarge ? batch.tooLarge : batch.fetch).push(message);
    batch.last = message.uid;
    bytes += size;
  }
  if (batch.fetch.length + batch.tooLarge.length > 0) batches.push(batch);
  return batches;
}
