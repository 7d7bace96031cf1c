import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { Mailbox } from '../../mailbox/mailbox.ts';
import { type ArrivalReader, storeUnread } from '../log/arrival-reader.ts';
import type { BlobStore } from '../log/blob-store.ts';
import type { Cursor, ReadFolder } from './epoch.ts';
import { createFetchCaution, type FetchCaution, type FetchOutcome, fetchBatch, fetchSizes } from './fetch.ts';
import { fetchHeaderRecords } from './headers.ts';
import { findKnownMail, type KnownMail } from './known-mail.ts';
import { createFetchPace, type FetchPace } from './pace.ts';
import { type FetchBatch, type FetchLimits, planFetch } from './plan.ts';
import { isRefusedData } from './refused-data.ts';
import { type FetchedBatch, settleBatch } from './settle.ts';

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
  /** The same, for now: others want the connection's place. */
  enough?: () => boolean;
}

/** Whether to stop between two batches. */
export function isOver({ signal, enough }: Pick<Ingest, 'signal' | 'enough'>): boolean {
  return signal?.aborted === true || enough?.() === true;
}

export interface IngestCount {
  /** Contents that were unknown until now. */
  stored: number;
  newMessages: number;
}

/** Batches that are read or wait to be stored, while the next is fetched. */
const MAX_BATCHES_AHEAD = 2;

/** `settle` sets the cursor, in the transaction of each batch: everything up to its `uid`, in the order given, is settled. */
type Settle = (tx: Tx, uid: number) => Promise<void>;

/**
 * Fetches `uids` of the open folder in their order and stores them, one batch being fetched, one read and one stored at
 * the same time: each is stored, withheld, too large (then its headers are), or gone. They may come in pieces.
 * `committed` is told the last UID of each batch once it is for good.
 */
export async function ingestUids(
  ingest: Ingest,
  cursor: Cursor,
  uids: readonly number[] | AsyncIterable<readonly number[]>,
  settle: Settle,
  committed: (uid: number) => void = () => {},
): Promise<IngestCount> {
  const { db, businessId, folder, reader, now } = ingest;
  const count: IngestCount = { stored: 0, newMessages: 0 };
  const store = async (batch: FetchedBatch, last: number) => {
    const write = (whole: FetchedBatch) =>
      inBusiness(db, businessId, async (tx) => {
        await ingest.fence?.(tx);
        const added = await settleBatch(tx, folder, cursor, whole, now, reader);
        await settle(tx, last);
        return added;
      });
    const stored = await write(batch).catch((error: unknown) => {
      // A mail whose contents the database refuses: the stage finds out which, the raw mails are kept.
      if (!isRefusedData(error)) throw error;
      return write({
        ...batch,
        messages: batch.messages.map(({ uid, internalDate, raw }) => ({ uid, internalDate, raw })),
      });
    });
    count.stored += stored.stored;
    count.newMessages += stored.newMessages;
    committed(last);
  };
  // In the order of the fetches: a cursor that moved past a batch says that it is stored.
  let lastStored: Promise<void> = Promise.resolve();
  const ahead: Promise<void>[] = [];
  try {
    for await (const { batch, last } of fetchAll(ingest, Symbol.asyncIterator in uids ? uids : [uids])) {
      const before = lastStored;
      lastStored = (async () => {
        const whole = await batch;
        await before;
        await store(whole, last);
      })();
      // It is waited for below; until then a failure must not count as unheard.
      lastStored.catch(() => {});
      ahead.push(lastStored);
      if (ahead.length > MAX_BATCHES_AHEAD) await ahead.shift();
    }
  } finally {
    await lastStored;
  }
  return count;
}

async function* fetchAll(
  ingest: Ingest,
  pieces: AsyncIterable<readonly number[]> | Iterable<readonly number[]>,
): AsyncGenerator<{ batch: Promise<FetchedBatch>; last: number }> {
  const caution = ingest.caution ?? createFetchCaution();
  const pace = ingest.pace ?? createFetchPace();
  for await (const uids of pieces) {
    for (let at = 0; at < uids.length; ) {
      const limits = pace.within(ingest.limits);
      const batchMessages = caution.limit(limits.batchMessages);
      const sizes = await fetchSizes(ingest.mailbox, uids.slice(at, at + batchMessages));
      at += batchMessages;
      const known = await findKnownMail(ingest, sizes);
      for (const planned of planFetch(sizes, { ...limits, batchMessages }, (uid) => known.has(uid))) {
        if (isOver(ingest)) return;
        const began = performance.now();
        const fetched = await fetchWhole(ingest, planned, caution);
        if (planned.fetch.length > 0) pace.took(performance.now() - began);
        const placed = planned.known.flatMap(({ uid }) => known.get(uid) ?? []);
        yield { batch: makeReady(ingest, fetched, placed, planned), last: planned.last };
      }
    }
  }
}

async function fetchWhole(ingest: Ingest, batch: FetchBatch, caution: FetchCaution): Promise<Fetched> {
  const { mailbox, blobs } = ingest;
  const uids = batch.fetch.map(({ uid }) => uid);
  return {
    ...(await fetchBatch(mailbox, uids, caution)),
    tooLarge: batch.tooLarge,
    headers: await fetchHeaderRecords(mailbox, batch.tooLarge, { caution, blobs }),
  };
}

type Fetched = FetchOutcome & Pick<FetchedBatch, 'tooLarge' | 'headers'>;

async function makeReady(
  { reader, blobs }: Ingest,
  { messages, withheld, tooLarge, headers }: Fetched,
  known: readonly KnownMail[],
  planned: FetchBatch,
): Promise<FetchedBatch> {
  const sources = messages.map(({ source }) => source);
  const arrived = await (reader ? reader.read(sources) : storeUnread(sources, blobs));
  const ready = messages.flatMap(({ uid, internalDate }, at) => {
    const mail = arrived[at];
    return mail ? [{ uid, internalDate, ...mail }] : [];
  });
  const emailIds = [...messages, ...planned.known].flatMap(({ uid, emailId }) =>
    emailId === undefined ? [] : [[uid, emailId] as const],
  );
  return { messages: ready, gaps: withheld, tooLarge, headers, known, emailIds: new Map(emailIds) };
}
