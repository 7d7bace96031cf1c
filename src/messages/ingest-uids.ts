import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { type ArrivalReader, storeUnread } from './arrival-reader.ts';
import type { BlobStore } from './blob-store.ts';
import type { Cursor, ReadFolder } from './ingest-epoch.ts';
<<<<<<< src/messages/ingest-uids.ts
import { createFetchCaution, type FetchCaution, fetchBatch, fetchSizes } from './ingest-fetch.ts';
import { fetchHeaderRecords } from './ingest-headers.ts';
import { createFetchPace, type FetchPace } from './ingest-pace.ts';
import { type FetchBatch, type FetchLimits, planFetch } from './ingest-plan.ts';
import { type FetchedBatch, settleBatch } from './ingest-settle.ts';
import { prepareRaw } from './store-raw.ts';
=======
import {
  createFetchCaution,
  type FetchCaution,
  type FetchOutcome,
  fetchBatch,
  fetchSizes,
} from './ingest-fetch.ts';
import { type FetchBatch, type FetchLimits, planFetch } from './ingest-plan.ts';
import { type SettledBatch, storeBatch } from './ingest-store.ts';
import { isRefusedData } from './refused-data.ts';
>>>>>>> /tmp/perf/new.f

/** What it takes to read a folder through one connection. */
export interface Ingest {
  db: Db;
  businessId: string;
  mailbox: Mailbox;
  folder: ReadFolder;
  limits: FetchLimits;
  blobs: BlobStore;
  /** Reads mail on its way in; without it all mail waits for the stage `readMessages`. */
  reader?: ArrivalReader | undefined;
  now: Date;
  /** Kept over connections, so that a mail that breaks them off is found; a new one by default. */
  caution?: FetchCaution;
  /** Kept over connections as well. */
  pace?: FetchPace;
  /** Throws in the transaction of a batch when the mailbox is somebody else's by now. */
  fence?: (tx: Tx) => Promise<void>;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

export interface IngestCount {
  /** Contents that were unknown until now. */
  stored: number;
  newMessages: number;
}

<<<<<<< src/messages/ingest-uids.ts
/** `settle` sets the cursor, in the transaction of each batch: everything up to its `uid`, in the order given, is settled. */
type Settle = (tx: Tx, uid: number) => Promise<void>;

/**
 * Fetches `uids` of the open folder in their order and stores them, one insert in flight while the next batch is
 * fetched: each is stored, withheld, too large (then its headers are), or gone. They may come in pieces. `committed` is
 * told the last UID of each batch once it is for good.
=======
/** Batches that are read or wait to be stored, while the next is fetched. */
const MAX_BATCHES_AHEAD = 2;

/**
 * Fetches `uids` of the open folder in their order and stores them: one batch is fetched, one read and one stored at
 * the same time. `settle` sets the cursor in the transaction of each batch: everything up to its `uid` is stored, withheld, too
 * large or gone. `onStored` hears of each batch after its commit.
>>>>>>> /tmp/perf/new.f
 */
export async function ingestUids(
  ingest: Ingest,
  cursor: Cursor,
<<<<<<< src/messages/ingest-uids.ts
  uids: readonly number[] | AsyncIterable<readonly number[]>,
  settle: Settle,
  committed: (uid: number) => void = () => {},
): Promise<IngestCount> {
  const { db, businessId, folder, now } = ingest;
  const count: IngestCount = { stored: 0, newMessages: 0 };
  const store = async (batch: FetchedBatch, last: number) => {
    const stored = await inBusiness(db, businessId, async (tx) => {
      await ingest.fence?.(tx);
      const added = await settleBatch(tx, folder, cursor, batch, now);
      await settle(tx, last);
      return added;
    });
    count.stored += stored.stored;
    count.newMessages += stored.newMessages;
    committed(last);
=======
  uids: readonly number[],
  settle: (tx: Tx, uid: number) => Promise<void>,
  onStored: (uid: number) => void = () => {},
): Promise<IngestCount> {
  const { db, businessId, folder, limits, reader, now } = ingest;
  const caution = ingest.caution ?? createFetchCaution();
  const count: IngestCount = { stored: 0, newMessages: 0 };
  const store = async (batch: SettledBatch, last: number) => {
    const write = (ready: SettledBatch) =>
      inBusiness(db, businessId, async (tx) => {
        const added = await storeBatch(tx, folder, cursor, ready, now, reader?.own);
        await settle(tx, last);
        return added;
      });
    const stored = await write(batch).catch((error: unknown) => {
      // A mail whose contents the database refuses: the stage finds out which, the raw mails are kept.
      if (!isRefusedData(error)) throw error;
      return write({ ...batch, messages: batch.messages.map(({ reading, ...mail }) => mail) });
    });
    count.stored += stored.stored;
    count.newMessages += stored.newMessages;
    onStored(last);
>>>>>>> /tmp/perf/new.f
  };
  // In the order of the fetches: a cursor that moved past a batch says that it is stored.
  let lastStored: Promise<void> = Promise.resolve();
  const ahead: Promise<void>[] = [];
  try {
    for await (const { batch, last } of fetchAll(ingest, Symbol.asyncIterator in uids ? uids : [uids])) {
      await inFlight;
      inFlight = store(batch, last);
      // It is waited for below; until then a failure must not count as unheard.
      inFlight.catch(() => {});
    }
  } finally {
    await inFlight;
  }
  return count;
}

async function* fetchAll(
  ingest: Ingest,
  pieces: AsyncIterable<readonly number[]> | Iterable<readonly number[]>,
): AsyncGenerator<{ batch: FetchedBatch; last: number }> {
  const caution = ingest.caution ?? createFetchCaution();
  const pace = ingest.pace ?? createFetchPace();
  for await (const uids of pieces) {
    for (let at = 0; at < uids.length; ) {
      const limits = pace.within(ingest.limits);
      const batchMessages = caution.limit(limits.batchMessages);
      const sizes = await fetchSizes(ingest.mailbox, uids.slice(at, at + batchMessages));
      at += batchMessages;
<<<<<<< src/messages/ingest-uids.ts
      for (const planned of planFetch(sizes, { ...limits, batchMessages })) {
        if (ingest.signal?.aborted) return;
        const began = performance.now();
        const batch = await fetchWhole(ingest, planned, caution);
        pace.took(performance.now() - began);
        yield { batch, last: planned.last };
      }
    }
=======
      for (const batch of planFetch(sizes, { ...limits, batchMessages })) {
        if (ingest.signal?.aborted) return count;
        const uids = batch.fetch.map(({ uid }) => uid);
        const ready = makeReady(ingest, batch, await fetchBatch(ingest.mailbox, uids, caution));
        const before = lastStored;
        lastStored = (async () => {
          const whole = await ready;
          await before;
          await store(whole, batch.last);
        })();
        // Both are waited for below; until then a failure must not count as unheard.
        lastStored.catch(() => {});
        ahead.push(lastStored);
        if (ahead.length > MAX_BATCHES_AHEAD) await ahead.shift();
      }
    }
  } finally {
    await lastStored;
>>>>>>> /tmp/perf/new.f
  }
}

<<<<<<< src/messages/ingest-uids.ts
async function fetchWhole(ingest: Ingest, batch: FetchBatch, caution: FetchCaution): Promise<FetchedBatch> {
  const { mailbox, blobs } = ingest;
  const uids = batch.fetch.map(({ uid }) => uid);
  const { messages, withheld } = await fetchBatch(mailbox, uids, caution);
  return {
    messages: await Promise.all(
      messages.map(async ({ uid, internalDate, source }) => ({
        uid,
        internalDate,
        raw: await prepareRaw(source, blobs),
      })),
    ),
    gaps: withheld,
    tooLarge: batch.tooLarge,
    headers: await fetchHeaderRecords(mailbox, batch.tooLarge, { caution, blobs }),
    emailIds: new Map(
      messages.flatMap(({ uid, emailId }) => (emailId === undefined ? [] : [[uid, emailId] as const])),
    ),
  };
=======
async function makeReady(
  { reader, blobs }: Ingest,
  { tooLarge }: FetchBatch,
  { messages, withheld }: FetchOutcome,
): Promise<SettledBatch> {
  const sources = messages.map(({ source }) => source);
  const arrived = await (reader ? reader.read(sources) : storeUnread(sources, blobs));
  const ready = messages.flatMap(({ uid, internalDate }, at) => {
    const mail = arrived[at];
    return mail ? [{ uid, internalDate, ...mail }] : [];
  });
  return { messages: ready, gaps: withheld, tooLarge };
>>>>>>> /tmp/perf/new.f
}
