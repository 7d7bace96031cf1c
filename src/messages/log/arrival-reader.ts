import type { ParsePool } from '../workers/parse-pool.ts';
import type { ReadWell } from '../workers/read-outcome.ts';
import type { ArrivalLinker } from './arrival-links.ts';
import type { BlobStore } from './blob-store.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { keepPacked, prepareRaw, type StoredRaw } from './store-raw.ts';

/** Mail that just came, ready to be stored; `reading` is missing where it is left to the stage `readMessages`. */
export interface ArrivedMail {
  raw: StoredRaw;
  reading: ReadWell | undefined;
}

/** Reads mail while it is still in memory, so that it is stored and logged in one transaction. */
export interface ArrivalReader {
  /** Whose mail is ours. */
  own: OwnAddresses;
  /** Matches mail between known people as it is logged. */
  linker?: ArrivalLinker | undefined;
  /** One answer a mail, in order. A mail that cannot be read at once holds nobody up: it is only packed. */
  read(sources: readonly Buffer[]): Promise<ArrivedMail[]>;
}

export interface ArrivalReaderOptions {
  /** A pool of its own, with little patience: what takes long is for the stage to find out about. */
  pool: Pick<ParsePool, 'read'>;
  blobs: BlobStore;
  own: OwnAddresses;
  /** Whose Authentication-Results are believed in this mailbox. */
  trustedServers: readonly string[];
  linker?: ArrivalLinker;
  /** So many mails were read. */
  onRead?: (count: number) => void;
}

/** How long one mail may take to be read on its way in. */
export const ARRIVAL_TIMEOUT_MS = 3000;

/** A larger mail is stored first and read afterwards: reading it may take long, or all memory. */
const MAX_READ_AT_ONCE_BYTES = 2_000_000;

export function createArrivalReader({
  pool,
  blobs,
  own,
  trustedServers,
  linker,
  onRead,
}: ArrivalReaderOptions): ArrivalReader {
  return {
    own,
    linker,
    async read(sources) {
      const small = sources.filter((source) => source.length <= MAX_READ_AT_ONCE_BYTES);
      const fresh = small.map((kept) => ({
        kept,
        encoding: 'identity' as const,
        size: kept.length,
        fresh: true,
      }));
      const outcomes = await pool.read(fresh, { trustedServers });
      onRead?.(sources.length);
      const outcomeOf = new Map(small.map((source, at) => [source, outcomes[at]]));
      return Promise.all(
        sources.map(async (source) => {
          const outcome = outcomeOf.get(source);
          // A mail that broke the reader was not packed either.
          if (!outcome?.packed) return { raw: await prepareRaw(source, blobs), reading: undefined };
          const raw = await keepPacked(source, outcome.packed, blobs);
          return { raw, reading: outcome.ok ? outcome : undefined };
        }),
      );
    },
  };
}

/** For whoever has no pool at hand: mail is stored, and read by the stage. */
export function storeUnread(sources: readonly Buffer[], blobs: BlobStore): Promise<ArrivedMail[]> {
  return Promise.all(
    sources.map(async (source) => ({ raw: await prepareRaw(source, blobs), reading: undefined })),
  );
}
