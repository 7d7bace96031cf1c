import type { ReadingSettings } from '../../config/schema.ts';
import { describeError } from '../../lib/errors.ts';
import type { Mailbox } from '../../mailbox/mailbox.ts';
import type { ArrivalReader } from '../log/arrival-reader.ts';
import { keepLeases } from './keep-leases.ts';
import { createQuietLooks } from './quiet-looks.ts';
import { createReadingPlaces } from './reading-places.ts';
import type { WatchOptions } from './watch.ts';
import { watchMailbox } from './watch-mailbox.ts';

type Common = Omit<
  WatchOptions,
  'mailbox' | 'reading' | 'connect' | 'reader' | 'leases' | 'places' | 'quiet'
>;

/**
 * Reads all mailboxes of a business until `signal` aborts: shared with other workers of the same database by leases, over a
 * bounded number of connections. `connect` opens a new one to an account. Resolves when everything has ended.
 */
export async function watchMailboxes<Settings extends WatchOptions['mailbox']>(
  options: Common & {
    mailboxes: readonly Settings[];
    reading: WatchOptions['reading'] & Pick<ReadingSettings, 'idleConnections' | 'pollConnections'>;
    connect: (mailbox: Settings, signal: AbortSignal) => Promise<Mailbox>;
    /** Reads mail of a mailbox on its way in. */
    readerOf: (mailbox: Settings) => ArrivalReader;
  },
): Promise<void> {
  const { mailboxes, connect, readerOf, ...common } = options;
  const { db, businessId, log, reading } = common;
  const leases = keepLeases(db, businessId, (error) =>
    log.warn({ error: describeError(error) }, 'the leases of the mailboxes could not be renewed'),
  );
  const places = createReadingPlaces(reading);
  const quiet = createQuietLooks(db, businessId, (error) =>
    log.warn({ error: describeError(error) }, 'looks at quiet mailboxes could not be written down'),
  );
  await Promise.all(
    mailboxes.map((mailbox) =>
      watchMailbox({
        ...common,
        mailbox,
        leases,
        places,
        quiet,
        connect: (signal) => connect(mailbox, signal),
        reader: readerOf(mailbox),
      }).catch((error: unknown) =>
        log.error({ mailbox: mailbox.name, error: describeError(error) }, 'a mailbox cannot be watched'),
      ),
    ),
  );
  await quiet.close();
  await leases.close();
}
