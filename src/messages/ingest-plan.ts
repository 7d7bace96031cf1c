import type { MessageSize } from '../mailbox/mailbox.ts';

/** Limits of one fetch; from config `reading`. */
export interface BatchLimits {
  batchMessages: number;
  batchBytes: number;
  maxMessageBytes: number;
}

/** What to fetch, in order, and what is too large to be fetched at all. */
export interface FetchPlan {
  batches: MessageSize[][];
  tooLarge: MessageSize[];
}

/**
 * Cuts a list of mails into batches bounded by count and bytes, keeping its order. A mail that alone is larger than a
 * batch gets one of its own.
 */
export function planFetch(sizes: readonly MessageSize[], limits: BatchLimits): FetchPlan {
  const batches: MessageSize[][] = [];
  const tooLarge: MessageSize[] = [];
  let batch: MessageSize[] = [];
  let bytes = 0;
  for (const message of sizes) {
    if (message.size > limits.maxMessageBytes) {
      tooLarge.push(message);
      continue;
    }
    if (batch.length > 0 && (batch.length >= limits.batchMessages || bytes + message.size > limits.batchBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += message.size;
  }
  if (batch.length > 0) batches.push(batch);
  return { batches, tooLarge };
}
