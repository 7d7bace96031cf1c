import type { SendingSettings } from '../config/schema.ts';
import type { Db } from '../database/tables.ts';
import type { Log } from '../lib/log.ts';
import type { Recheck } from './claim.ts';
import { openLanes } from './delivery-lane.ts';
import type { MailSender } from './mail-sender.ts';
import { openSupply } from './mail-supply.ts';

export interface Delivery {
  db: Db;
  businessId: string;
  /** The business's zone, for quiet hours of contacts whose zone is not known. */
  timeZone: string;
  /** By mailbox id; mail of other mailboxes stays. */
  senders: ReadonlyMap<string, MailSender>;
  settings: SendingSettings;
  /** The schedule's time: decides what is due, expired, quiet. Leases are by the database's clock. */
  now: Date;
  recheck?: Recheck;
  /** At most so many mails are claimed in this call. */
  limit: number;
  /** Aborted: claims nothing more, drops what has not passed the fence, waits briefly for the rest. */
  signal?: AbortSignal;
  log: Log;
  timing?: Partial<DeliveryTiming>;
}

interface DeliveryTiming {
  /** From the claim to the fence. */
  leaseMs: number;
  /** From the fence to the verdict; longer than the sender waits for a reply. */
  transmittingMs: number;
  fenceTimeoutMs: number;
}

export interface DeliveryReport {
  claimed: number;
  sent: number;
  retried: number;
  failed: number;
  uncertain: number;
  /** Claimed, and given back untried or cut off by the fence. */
  returned: number;
  /** Suppressed, expired or cancelled at the claim. */
  ended: number;
  postponed: number;
  /** Why it stopped before there was nothing more to do. */
  stoppedBy: string | undefined;
}

/**
 * Sends what is due, by the outgoing protocol: claim, transmit with the last byte held back, fence, release, verdict. Any
 * number of processes may run it at once. It never throws for what a mail server does; a database that fails while
 * claiming rejects, with every mail in hand brought to its end first.
 */
export async function deliverDueEmails(delivery: Delivery): Promise<DeliveryReport> {
  const report: DeliveryReport = {
    claimed: 0,
    sent: 0,
    retried: 0,
    failed: 0,
    uncertain: 0,
    returned: 0,
    ended: 0,
    postponed: 0,
    stoppedBy: undefined,
  };
  if (delivery.senders.size === 0) return { ...report, stoppedBy: 'no mailbox sends' };
  const startedAt = performance.now();
  const now = () => new Date(delivery.now.getTime() + performance.now() - startedAt);
  const lanes = Math.max(1, delivery.settings.connections);
  const supply = openSupply(delivery, report, now, lanes);
  const runLane = openLanes(delivery, report, now, supply);
  const ended = await Promise.allSettled(Array.from({ length: lanes }, runLane));
  const broken = ended.find((result) => result.status === 'rejected');
  if (broken) throw new Error('cannot claim outgoing mail', { cause: broken.reason });
  return report;
}
