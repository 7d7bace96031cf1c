import { openDatabase } from '../../src/database/open.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { openBlobStore } from '../../src/messages/log/blob-store.ts';
import { keepLeases } from '../../src/messages/watch/keep-leases.ts';
import { createReadingPlaces } from '../../src/messages/watch/reading-places.ts';
import { watchMailbox } from '../../src/messages/watch/watch-mailbox.ts';

/**
 * A process of its own that watches one mailbox until it is killed. Its one argument is JSON: databaseUrl, businessId,
 * port, user, password, blobs, batchMessages. Says `progress N` on standard output for every batch of history.
 */
export interface WatchChild {
  databaseUrl: string;
  businessId: string;
  port: number;
  user: string;
  password: string;
  blobs: string;
  batchMessages: number;
}

const order: WatchChild = JSON.parse(process.argv[2] ?? '{}');
const open = await openDatabase({ kind: 'postgres', url: order.databaseUrl, connections: 4 }, () => {});
const imap = {
  host: '127.0.0.1',
  port: order.port,
  security: 'none',
  user: order.user,
  password: order.password,
} as const;
const reading = {
  poll: 60_000,
  batchMessages: order.batchMessages,
  batchBytes: 4_000_000,
  maxMessageBytes: 1_000_000,
};
const mailbox = { name: 'main', address: 'maryam@bakery.example', imap, historySince: 10 * 365 * 86_400_000 };
// The watch's own waits do not keep a process alive.
setInterval(() => {}, 1000);
await watchMailbox({
  db: open.db,
  businessId: order.businessId,
  mailbox,
  reading,
  connect: (signal) => openImapMailbox(mailbox, { compress: false, maxMessageBytes: 1_000_000 }, signal),
  blobs: openBlobStore(order.blobs),
  clock: systemClock,
  log: silentLog(),
  leases: keepLeases(open.db, order.businessId),
  places: createReadingPlaces({ idleConnections: 1, pollConnections: 1 }),
  onNewMail: (count) => process.stdout.write(`new ${count}\n`),
  onProgress: ({ done, finished }) => process.stdout.write(finished ? 'finished\n' : `progress ${done}\n`),
  signal: new AbortController().signal,
});
