import type { MailboxSettings, ReadingSettings } from '../../config/schema.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Mailbox } from '../../mailbox/mailbox.ts';
import type { FetchCaution } from '../ingest/fetch.ts';
import type { HistoryProgress } from '../ingest/history.ts';
import type { FetchPace } from '../ingest/pace.ts';
import type { ArrivalReader } from '../log/arrival-reader.ts';
import type { BlobStore } from '../log/blob-store.ts';
import type { LeaseKeeper } from './keep-leases.ts';
import type { QuietLooks } from './quiet-looks.ts';
import type { ReadingPlaces } from './reading-places.ts';

/** What a mailbox is read with. */
export interface WatchOptions {
  db: Db;
  businessId: string;
  mailbox: Pick<MailboxSettings, 'name' | 'address' | 'historySince'> & {
    imap: Pick<MailboxSettings['imap'], 'host' | 'user'>;
    /** Beside INBOX; the folder of sent mail when left out or empty. */
    folders?: readonly string[];
  };
  reading: Pick<ReadingSettings, 'poll' | 'batchMessages' | 'batchBytes' | 'maxMessageBytes'>;
  /** Opens a new connection; called for every attempt, and once more for the history. */
  connect(signal: AbortSignal): Promise<Mailbox>;
  blobs: BlobStore;
  /** Reads mail on its way in; without it all mail waits for the stage `readMessages`. */
  reader?: ArrivalReader;
  clock: Clock;
  log: Log;
  /** Which worker reads which mailbox. */
  leases: LeaseKeeper;
  /** How many connections the mailboxes of this process keep at once. */
  places: ReadingPlaces;
  /** Writes looks down at which nothing had happened; without it every poll reads all folders in full. */
  quiet?: QuietLooks;
  /** So many mails came that may cause something; they are stored, not yet read. */
  onNewMail(count: number): void;
  /** History was stored; called for every batch. */
  onProgress(progress: HistoryProgress): void;
  /** Ends the watch within a second or two. */
  signal: AbortSignal;
}

/** What one watch keeps over its connections. */
export interface Watch extends WatchOptions {
  mailboxId: string;
  /** One for new mail, one for the history: they fail apart from each other. */
  caution: FetchCaution;
  historyCaution: FetchCaution;
  pace: FetchPace;
  historyPace: FetchPace;
  /** Throws LeaseLost in a transaction when another worker reads the mailbox by now. */
  fence: (tx: Tx) => Promise<void>;
  onGoodSync(): void;
}
