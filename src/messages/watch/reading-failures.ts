import type { Clock } from '../../lib/clock.ts';
import { describeError } from '../../lib/errors.ts';
import { retryDelayMs } from '../../mailbox/backoff.ts';
import { MailboxFailure } from '../../mailbox/mailbox.ts';
import { addFailure, type FailureRun, noFailures, recordFailure } from '../ingest/health.ts';
import type { Watch, WatchOptions } from './watch.ts';

/** The failures of one mailbox in a row, over connections. */
export interface ReadingFailures {
  /** Writes one more down, with its class, and answers for how many milliseconds to leave the server alone. */
  add(watch: Watch, error: unknown): Promise<number>;
  /** A good sync. */
  over(): void;
}

export function failureRun({ db, businessId, mailbox, clock, log }: WatchOptions): ReadingFailures {
  let run: FailureRun = noFailures();
  let waitsForSignIn = false;
  return {
    over() {
      run = noFailures();
      waitsForSignIn = false;
    },
    async add({ mailboxId, pace }, error) {
      const failure = outsideFailure(error);
      const { failureClass } = failure;
      if (failureClass === 'throttle' || failureClass === 'capacity') pace.refused();
      // Looked at every few seconds, for days perhaps: said once.
      const known = waitsForSignIn && failureClass === 'sign-in';
      waitsForSignIn = failureClass === 'sign-in';
      const at = await now(clock);
      run = addFailure(run, failure, at);
      const retryAfterMs = retryDelayMs(run.count, failureClass, Math.random());
      const facts = {
        mailbox: mailbox.name,
        failure: failureClass,
        failures: run.count,
        why: failure.message,
      };
      if (!(error instanceof MailboxFailure)) {
        log.error(facts, 'reading a mailbox failed on our side');
        return retryAfterMs;
      }
      const server = { host: mailbox.imap.host, user: mailbox.imap.user ?? mailbox.address };
      try {
        const written = { run, server, now: at, retryAfterMs };
        const { loginWrong } = await recordFailure(db, businessId, mailboxId, failure, written);
        if (loginWrong) log.error(facts, 'the login of a mailbox seems to be wrong');
        else if (!known) log.warn(facts, 'a mailbox cannot be read now');
      } catch (unrecorded) {
        log.error(
          { ...facts, database: describeError(unrecorded) },
          'a mailbox cannot be read, nor the failure written',
        );
      }
      return retryAfterMs;
    },
  };
}

/** What is not the mail server's failure is the database's, or a bug: waited out like a broken line, and logged. */
function outsideFailure(error: unknown): MailboxFailure {
  return error instanceof MailboxFailure
    ? error
    : new MailboxFailure('network', describeError(error), { cause: error });
}

/** The database's clock; the machine's while the database is away. */
function now(clock: Clock): Promise<Date> {
  return clock.now().catch(() => new Date());
}
