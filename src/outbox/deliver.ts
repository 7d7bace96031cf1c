import type { SendingSettings } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { tripBreakers } from './breakers.ts';
import { type ClaimedEmail, claimEmails, type Recheck } from './claim.ts';
import { openFence } from './fence.ts';
import type { MailSender, Outcome } from './mail-sender.ts';
import { pauseSending } from './pause.ts';
import { openVerdicts } from './record-verdicts.ts';
import { consequenceOf } from './reply-policy.ts';
import { verdictOf } from './verdict-of.ts';

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
  const lane = openLane(delivery, report, now);
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, async () => {
      for (let email = await supply.next(); email; email = await supply.next()) await lane(email);
    }),
  );
  const broken = ended.find((result) => result.status === 'rejected');
  if (broken) throw new Error('cannot claim outgoing mail', { cause: broken.reason });
  return report;
}

/** Claims ahead of the lanes, a little at a time, so that leases do not run out while mails wait in memory. */
function openSupply(delivery: Delivery, report: DeliveryReport, now: () => Date, lanes: number) {
  const { db, businessId, settings, timeZone, recheck, signal, limit } = delivery;
  const batch = Math.min(MAX_BATCH, Math.max(MIN_BATCH, lanes * BATCH_PER_LANE));
  const leaseMs = delivery.timing?.leaseMs ?? LEASE_MS;
  const ready: ClaimedEmail[] = [];
  let exhausted = false;
  let looked = 0;
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
    };
    const claimed = await inBusiness(db, businessId, (tx) => claimEmails(tx, options));
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

  return {
    async next(): Promise<ClaimedEmail | undefined> {
      while (ready.length === 0) {
        if (exhausted || signal?.aborted) return undefined;
        await refill().catch((error: unknown) => {
          exhausted = true;
          throw error;
        });
      }
      const email = ready.shift();
      // The next batch is fetched while this one is sent; a failure shows when a lane waits for it.
      if (!exhausted && !signal?.aborted && ready.length <= lanes) refill().catch(() => undefined);
      return email;
    },
  };
}

/** Brings one claimed mail to its verdict. */
function openLane(delivery: Delivery, report: DeliveryReport, now: () => Date) {
  const { db, businessId, senders, signal, log, timing } = delivery;
  const fence = openFence(db, businessId, {
    now,
    transmittingMs: timing?.transmittingMs ?? TRANSMITTING_MS,
    timeoutMs: timing?.fenceTimeoutMs ?? FENCE_TIMEOUT_MS,
  });
  const record = openVerdicts(db, businessId, log);
  const troubles = new Map<string, number>();

  return async (email: ClaimedEmail): Promise<void> => {
    const outcome = await handOver(email);
    const verdict = verdictOf(email, outcome, now());
    const written = await record(verdict);
    count(report, outcome);
    if (!written)
      log.warn({ email: email.id, state: verdict.state }, 'a verdict came too late to be written');
    if (outcome.kind === 'rejected' && consequenceOf(outcome.reply) === 'pause') {
      const reason = `a server refuses us as a sender: ${outcome.reply.text}`;
      await inBusiness(db, businessId, (tx) => pauseSending(tx, reason, 'breaker'));
      log.error({ reason }, 'sending was paused');
    }
  };

  async function handOver(email: ClaimedEmail): Promise<Outcome> {
    if (signal?.aborted) return { kind: 'not-released', reason: 'the process was asked to end' };
    const sender = senders.get(email.mailbox_id);
    if (!sender || (troubles.get(email.mailbox_id) ?? 0) >= MAX_TROUBLES) {
      return { kind: 'not-released', reason: 'the mail server cannot be reached' };
    }
    const session = await sender.open(signal).catch((error: unknown) => describeError(error));
    if (typeof session === 'string') {
      if (signal?.aborted) return { kind: 'not-released', reason: 'the process was asked to end' };
      troubles.set(email.mailbox_id, (troubles.get(email.mailbox_id) ?? 0) + 1);
      report.stoppedBy ??= session;
      log.warn({ mailbox: email.mailbox_id, error: session }, 'cannot open a session to send');
      return { kind: 'retry', reason: session };
    }
    troubles.delete(email.mailbox_id);
    const outcome = await session.transmit({
      envelopeFrom: email.envelope_from,
      recipient: email.recipient,
      bytes: email.bytes,
      fence: () => fence({ emailId: email.id, leaseToken: email.lease_token }),
      ...(signal === undefined ? {} : { signal }),
    });
    session.close();
    return outcome;
  }
}

function count(report: DeliveryReport, outcome: Outcome): void {
  if (outcome.kind === 'sent') report.sent++;
  else if (outcome.kind === 'retry') report.retried++;
  else if (outcome.kind === 'rejected') report.failed++;
  else if (outcome.kind === 'uncertain') report.uncertain++;
  else report.returned++;
}

const MIN_BATCH = 10;
const MAX_BATCH = 100;
const BATCH_PER_LANE = 4;
/** Longer than the dialogue up to the last byte may take (smtp-sender.ts). */
const LEASE_MS = 7 * 60_000;
/** Longer than the wait for the reply. */
const TRANSMITTING_MS = 11 * 60_000;
const FENCE_TIMEOUT_MS = 20_000;
/** After so many failures in a row to open a session, the rest of the call leaves that server alone. */
const MAX_TROUBLES = 3;
