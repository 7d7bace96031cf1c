import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import type { ClaimedEmail } from './claim.ts';
import type { Delivery, DeliveryReport } from './deliver.ts';
import { openFence } from './fence.ts';
import type { Outcome, Session } from './mail-sender.ts';
import type { MailSupply } from './mail-supply.ts';
import { pauseSending } from './pause.ts';
import { openVerdicts } from './record-verdicts.ts';
import { consequenceOf } from './reply-policy.ts';
import { verdictOf } from './verdict-of.ts';

/**
 * Answers a function that runs one lane: it brings mail after mail to its verdict, until there is none left, over one
 * session where it can. The next mail is on its way while the verdict of the last one is written.
 */
export function openLanes(
  delivery: Delivery,
  report: DeliveryReport,
  now: () => Date,
  supply: MailSupply,
): () => Promise<void> {
  const { db, businessId, senders, signal, log, timing } = delivery;
  const fence = openFence(db, businessId, {
    now,
    transmittingMs: timing?.transmittingMs ?? TRANSMITTING_MS,
    timeoutMs: timing?.fenceTimeoutMs ?? FENCE_TIMEOUT_MS,
  });
  const record = openVerdicts(db, businessId, log);
  const troubles = new Map<string, number>();

  return async () => {
    const line = openLine();
    let broken: unknown;
    let written = Promise.resolve();
    try {
      let email = await supply.next();
      while (email) {
        const { mailbox_id: mailboxId } = email;
        let following: ClaimedEmail | undefined;
        const outcome = await handOver(email, line, () => {
          following = supply.takeReady(mailboxId);
          return following;
        });
        await written;
        written = settle(email, outcome).catch((error: unknown) => {
          broken ??= error;
        });
        email = following ?? (await supply.next());
      }
    } finally {
      line.close();
      await written;
    }
    if (broken !== undefined) throw broken;
  };

  async function handOver(
    email: ClaimedEmail,
    line: Line,
    next: () => ClaimedEmail | undefined,
  ): Promise<Outcome> {
    if (signal?.aborted) return { kind: 'not-released', reason: 'the process was asked to end' };
    const session = await openSession(email.mailbox_id, line);
    if ('kind' in session) return session;
    return session.transmit({
      ...messageOf(email),
      fence: () => fence({ emailId: email.id, leaseToken: email.lease_token }),
      next: () => {
        const following = next();
        return following && messageOf(following);
      },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function openSession(mailboxId: string, line: Line): Promise<Session | Outcome> {
    const open = line.sessionOf(mailboxId);
    if (open) return open;
    const sender = senders.get(mailboxId);
    if (!sender || (troubles.get(mailboxId) ?? 0) >= MAX_TROUBLES) {
      return { kind: 'not-released', reason: 'the mail server cannot be reached' };
    }
    const session = await sender.open(signal).catch((error: unknown) => describeError(error));
    if (typeof session === 'string') {
      if (signal?.aborted) return { kind: 'not-released', reason: 'the process was asked to end' };
      troubles.set(mailboxId, (troubles.get(mailboxId) ?? 0) + 1);
      report.stoppedBy ??= session;
      log.warn({ mailbox: mailboxId, error: session }, 'cannot open a session to send');
      return { kind: 'retry', reason: session };
    }
    troubles.delete(mailboxId);
    line.use(mailboxId, session);
    return session;
  }

  async function settle(email: ClaimedEmail, outcome: Outcome): Promise<void> {
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
  }
}

/** The session that a lane holds. */
interface Line {
  /** The one it has, if it is of this mailbox and of any more use; any other is closed. */
  sessionOf(mailboxId: string): Session | undefined;
  use(mailboxId: string, session: Session): void;
  close(): void;
}

function openLine(): Line {
  let held: { mailboxId: string; session: Session } | undefined;
  const close = () => {
    held?.session.close();
    held = undefined;
  };
  return {
    sessionOf(mailboxId) {
      if (held?.mailboxId !== mailboxId || !held.session.isUsable()) close();
      return held?.session;
    },
    use(mailboxId, session) {
      held = { mailboxId, session };
    },
    close,
  };
}

function messageOf({ envelope_from: envelopeFrom, recipient, bytes }: ClaimedEmail) {
  return { envelopeFrom, recipient, bytes };
}

function count(report: DeliveryReport, outcome: Outcome): void {
  if (outcome.kind === 'sent') report.sent++;
  else if (outcome.kind === 'retry') report.retried++;
  else if (outcome.kind === 'rejected') report.failed++;
  else if (outcome.kind === 'uncertain') report.uncertain++;
  else report.returned++;
}

/** Longer than the wait for the reply. */
const TRANSMITTING_MS = 11 * 60_000;
const FENCE_TIMEOUT_MS = 20_000;
/** After so many failures in a row to open a session, the rest of the call leaves that server alone. */
const MAX_TROUBLES = 3;
