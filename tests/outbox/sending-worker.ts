import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { silentLog } from '../../src/lib/log.ts';
import { deliverDueEmails } from '../../src/outbox/deliver.ts';
import { reapOutbox } from '../../src/outbox/reap.ts';
import { smtpSender } from '../../src/outbox/smtp-sender.ts';
import { sendNaively } from '../support/naive-sender.ts';

/** What a worker process of the sending flow is told, as JSON in its first argument. */
export interface WorkerOrders {
  kind: 'wafa' | 'naive';
  url: string;
  businessId: string;
  mailboxId: string;
  port: number;
  /** Leases, the fence's and the naive one's. */
  leaseMs: number;
  /** 4 unless told. */
  connections?: number;
}

/**
 * Delivers what is due, again and again, until it is killed, or asked to end (SIGTERM). Each round plays some hours later, so
 * retries are due.
 */
async function work(orders: WorkerOrders): Promise<void> {
  const { kind, url, businessId, mailboxId, port, leaseMs } = orders;
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const open = await openPatiently(url);
  const { db } = open;
  const sender = smtpSender(
    { host: '127.0.0.1', port, security: 'none' },
    {
      clientName: 'bakery.example',
      connectTimeoutMs: 1000,
      openTimeoutMs: 1500,
      dialogTimeoutMs: 1500,
      replyTimeoutMs: 1000,
      graceMs: 500,
    },
  );
  for (let round = 0; !stop.signal.aborted; round++) {
    const now = new Date(Date.now() + round * 60 * 60_000);
    try {
      if (kind === 'naive')
        await sendNaively(db, businessId, { host: '127.0.0.1', port, leaseMs, limit: 10 });
      else {
        await reapOutbox({ db, businessId, now, graceMs: 500 });
        await deliverDueEmails({
          db,
          businessId,
          timeZone: 'UTC',
          senders: new Map([[mailboxId, sender]]),
          settings: {
            quietHours: { from: '00:00', to: '00:00' },
            frequencyCap: { count: 1000, per: 86_400_000 },
            hourlyCap: 1_000_000,
            connections: orders.connections ?? 4,
          },
          now,
          limit: 40,
          signal: stop.signal,
          log: silentLog(),
          timing: { leaseMs, transmittingMs: leaseMs, fenceTimeoutMs: 2000 },
        });
      }
    } catch {
      // The database went away: what a daemon does is try again.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await open.close();
}

/** Its very first connection may be cut, too: a supervisor would start it again. */
async function openPatiently(url: string): Promise<OpenDatabase> {
  for (;;) {
    try {
      return await openDatabase({ kind: 'postgres', url, connections: 5 }, () => undefined);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const orders = process.argv[2];
if (orders !== undefined) await work(JSON.parse(orders) as WorkerOrders);
