import type { MailSender, Outcome, Session, SmtpReply, Transmission } from './mail-sender.ts';

/** A sender that keeps its connections for a while. `stop` closes those that lie idle. */
export interface SenderPool extends MailSender {
  stop(): void;
}

/**
 * Keeps at most `maxIdle` sessions open between messages, each for `idleMs`. A session that was used before and turns out to
 * be over is replaced by a new one, once a message and only before the fence was asked.
 */
export function poolSender(
  sender: MailSender,
  { maxIdle = 50, idleMs = IDLE_MS }: { maxIdle?: number; idleMs?: number } = {},
): SenderPool {
  const idle: { session: Session; timer: NodeJS.Timeout }[] = [];

  function takeIdle(): Session | undefined {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer);
      if (kept.session.isUsable()) return kept.session;
      kept.session.close();
    }
    return undefined;
  }

  function keep(session: Session): void {
    if (!session.isUsable() || idle.length >= maxIdle) return session.close();
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((kept) => kept.session === session),
        1,
      );
      session.close();
    }, idleMs);
    timer.unref();
    idle.push({ session, timer });
  }

  function pooled(first: Session, wasKept: boolean): Session {
    let session = first;
    let isUsed = wasKept;
    return {
      isUsable: () => session.isUsable(),
      async transmit(transmission) {
        const mayBeStale = isUsed;
        isUsed = true;
        const { outcome, fenceAsked } = await transmitOn(session, transmission);
        const stale = mayBeStale && !fenceAsked && outcome.kind === 'retry' && isOver(outcome.reply);
        if (!stale || transmission.signal?.aborted) return outcome;
        try {
          session = await sender.open(transmission.signal);
        } catch {
          return outcome;
        }
        return session.transmit(transmission);
      },
      close: () => keep(session),
    };
  }

  return {
    async open(signal) {
      const kept = takeIdle();
      return kept ? pooled(kept, true) : pooled(await sender.open(signal), false);
    },
    stop() {
      for (const kept of idle.splice(0)) {
        clearTimeout(kept.timer);
        kept.session.close();
      }
    },
  };
}

async function transmitOn(
  session: Session,
  transmission: Transmission,
): Promise<{ outcome: Outcome; fenceAsked: boolean }> {
  let fenceAsked = false;
  const outcome = await session.transmit({
    ...transmission,
    fence: () => {
      fenceAsked = true;
      return transmission.fence();
    },
  });
  return { outcome, fenceAsked };
}

/** No reply at all, or the server's word that it closes (RFC 5321 4.2.1): often after so many mails on one connection. */
function isOver(reply: SmtpReply | undefined): boolean {
  return reply === undefined || reply.code === 421;
}

/** Servers close idle sessions after 5 minutes (RFC 5321 4.5.3.2.7), some much sooner. */
const IDLE_MS = 10_000;
