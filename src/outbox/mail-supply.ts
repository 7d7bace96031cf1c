import { inBusiness } from '../database/in-business.ts';
import { renewStatistics } from '../database/refresh-statistics.ts';
import { tripBreakers } from './breakers.ts';
import { type ClaimedEmail, claimEmails } from './claim.ts';
import type { Delivery, DeliveryReport } from './deliver.ts';

/** Mails under our lease, for the lanes of one delivery. */
export interface MailSupply {
  /** Waits for the next claim where it must; undefined when there are no more. Rejects when the database does. */
  next(): Promise<ClaimedEmail | undefined>;
  /** One of this mailbox that is there at this moment. */
  takeReady(mailboxId: string): ClaimedEmail | undefined;
}

/** Claims ahead of the lanes, a little at a time, so that leases do not run out while mails wait in memory. */
export function openSupply(
  delivery: Delivery,
  report: DeliveryReport,
  now: () => Date,
  lanes: number,
): MailSupply {
  const { db, businessId, settings, timeZone, recheck, signal, limit } = delivery;
  const batch = Math.min(MAX_BATCH, Math.max(MIN_BATCH, lanes * BATCH_PER_LANE));
  const leaseMs = delivery.timing?.leaseMs ?? LEASE_MS;
  const ready: ClaimedEmail[] = [];
  let exhausted = false;
  let looked = 0;
  let roomyUntil = 0;
  let claiming: Promise<void> | undefined;

  async function claim(): Promise<void> {
    const tripped = await tripBreakers(db, businessId, now(), { shares: looked === 0 });
    if (tripped !== undefined) delivery.log.error({ reason: tripped }, 'sending was paused by a breaker');
    const size = Math.min(batch, limit - looked);
    const options = {
      now: now(),
      settings,
      timeZone,
      mailboxIds: [...delivery.senders.keys()],
      limit: size,
      leaseMs,
      recheck,
      hasRoom: performance.now() < roomyUntil,
    };
    const claimed = await inBusiness(db, businessId, (tx) => claimEmails(tx, options));
    // A full first claim: there may be a whole newsletter behind it, that came since the planner last looked. It would look
    // for each group of mails through all mails of the business.
    if (looked === 0 && claimed.looked >= size && size >= MANY)
      await renewStatistics(db, ['outgoing_emails']);
    // Counting what was sent within the hour takes the longer, the more was.
    if ((claimed.room ?? 0) > ROOMY) roomyUntil = performance.now() + ROOMY_FOR_MS;
    looked += claimed.looked;
    report.claimed += claimed.emails.length;
    report.ended += claimed.ended;
    report.postponed += claimed.postponed;
    report.stoppedBy ??= claimed.stoppedBy;
    ready.push(...claimed.emails);
    exhausted = claimed.stoppedBy !== undefined || claimed.looked < size || looked >= limit;
  }

  function refill(): Promise<void> {
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
    return claiming;
  }

  /** The next batch is fetched while this one is sent; a failure shows when a lane waits for it. */
  function take(): ClaimedEmail | undefined {
    const email = ready.shift();
    if (!exhausted && !signal?.aborted && ready.length <= Math.max(lanes, batch / 2))
      refill().catch(() => undefined);
    return email;
  }

  return {
    async next() {
      while (ready.length === 0) {
        if (exhausted || signal?.aborted) return undefined;
        await refill().catch((error: unknown) => {
          exhausted = true;
          throw error;
        });
      }
      return take();
    },
    takeReady: (mailboxId) => (ready[0]?.mailbox_id === mailboxId ? take() : undefined),
  };
}

const MANY = 20;
/** More than all workers together send in this time. */
const ROOMY = 500_000;
const ROOMY_FOR_MS = 10_000;
const MIN_BATCH = 10;
const MAX_BATCH = 200;
const BATCH_PER_LANE = 6;
/** Longer than the dialogue up to the last byte may take (smtp-sender.ts). */
const LEASE_MS = 7 * 60_000;
