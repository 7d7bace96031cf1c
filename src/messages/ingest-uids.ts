import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { BlobStore } from './blob-store.ts';
import type { Cursor, ReadFolder } from './ingest-epoch.ts';
import { createFetchCaution, type FetchCaution, fetchBatch, fetchSizes } from './ingest-fetch.ts';
import { type FetchBatch, type FetchLimits, planFetch } from './ingest-plan.ts';
import { type SettledBatch, storeBatch } from './ingest-store.ts';
import { prepareRaw } from './store-raw.ts';

/** What it takes to read a folder through one connection. */
export interface Ingest {
  db: Db;
  businessId: string;
  mailbox: Mailbox;
  folder: ReadFolder;
  limits: FetchLimits;
  blobs: BlobStore;
  now: Date;
  /** Kept over connections, so that a mail that breaks them off is found; a new one by default. */
  caution?: FetchCaution;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

export interface IngestCount {
  /** Contents that were unknown until now. */
  stored: number;
  newMessages: number;
}

/**
 * Fetches `uids` of the open folder in their order and stores them, one insert in flight while the next batch is
 * fetched. `settle` sets the cursor in the transaction of each batch: everything up to its `uid` is stored, withheld, too
 * large or gone.
 */
export async function ingestUids(
  ingest: Ingest,
  cursor: Cursor,
  uids: readonly number[],
  settle: (tx: Tx, uid: number) => Promise<void>,
): Promise<IngestCount> {
  const { db, businessId, folder, limits, now } = ingest;
  const caution = ingest.caution ?? createFetchCaution();
  const count: IngestCount = { stored: 0, newMessages: 0 };
  const store = async (batch: SettledBatch, last: number) => {
    const stored = await inBusiness(db, businessId, async (tx) => {
      const added = await storeBatch(tx, folder, cursor, batch, now);
      await settle(tx, last);
      return added;
    });
    count.stored += stored.stored;
    count.newMessages += stored.newMessages;
  };
  let inFlight: Promise<void> = Promise.resolve();
  try {
    for (let at = 0; at < uids.length; ) {
      const batchMessages = caution.limit(limits.batchMessages);
      const sizes = await fetchSizes(ingest.mailbox, uids.slice(at, at + batchMessages));
      at += batchMessages;
      for (const batch of planFetch(sizes, { ...limits, batchMessages })) {
        if (ingest.signal?.aborted) return count;
        const whole = await fetchWhole(ingest, batch, caution);
        await inFlight;
        inFlight = store(whole, batch.last);
        // It is waited for below; until then a failure must not count as unheard.
        inFlight.catch(() => {});
      }
    }
  } finally {
    await inFlight;
  }
  return count;
}

async function fetchWhole(ingest: Ingest, batch: FetchBatch, caution: FetchCaution): Promise<SettledBatch> {
  const uids = batch.fetch.map(({ uid }) => uid);
  const { messages, withheld } = await fetchBatch(ingest.mailbox, uids, caution);
  return {
    messages: await Promise.all(
      messages.map(async ({ uid, internalDate, source }) => ({
        uid,
        internalDate,
        raw: await prepareRaw(source, ingest.blobs),
      })),
    ),
    gaps: withheld,
    tooLarge: batch.tooLarge,
  };
}
