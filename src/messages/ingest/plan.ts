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
  /** Stored already under the server's own name: nothing is fetched for them. */
  known: MessageSize[];
  /** The last of all, in the order given. */
  last: number;
}

/**
 * Cuts a list of mails into batches bounded by count and bytes, keeping its order: once a batch is stored, everything
 * before its end is settled. A mail that alone is larger than a batch gets one of its own.
 */
export function planFetch(
  sizes: readonly MessageSize[],
  limits: FetchLimits,
  isKnown: (uid: number) => boolean = () => false,
): FetchBatch[] {
  const batches: FetchBatch[] = [];
  let batch = emptyBatch();
  let bytes = 0;
  for (const message of sizes) {
    const known = isKnown(message.uid);
    const tooLarge = !known && message.size > limits.maxMessageBytes;
    const size = known || tooLarge ? 0 : message.size;
    const count = countOf(batch);
    if (count > 0 && (count >= limits.batchMessages || bytes + size > limits.batchBytes)) {
      batches.push(batch);
      batch = emptyBatch();
      bytes = 0;
    }
    (known ? batch.known : tooLarge ? batch.tooLarge : batch.fetch).push(message);
    batch.last = message.uid;
    bytes += size;
  }
  if (countOf(batch) > 0) batches.push(batch);
  return batches;
}

function emptyBatch(): FetchBatch {
  return { fetch: [], tooLarge: [], known: [], last: 0 };
}

function countOf({ fetch, tooLarge, known }: FetchBatch): number {
  return fetch.length + tooLarge.length + known.length;
}
