import { type Clock, sleep } from '../lib/clock.ts';
import { describeError, WafaError } from '../lib/errors.ts';
import { retryDelayMs } from '../mailbox/backoff.ts';
import { MailboxFailure } from '../mailbox/mailbox.ts';
import { createFetchCaution } from './ingest-fetch.ts';
import { ensureMailbox } from './ingest-folders.ts';
import { addFailure, type FailureRun, noFailures, recordFailure } from './ingest-health.ts';
import { type MailboxLease, mailboxLease } from './ingest-lease.ts';
import type { WatchOptions } from './watch.ts';
import { watchSession } from './watch-session.ts';

/** How soon another daemon's mailbox is asked for again. */
const LEASE_RETRY_MS = 5000;

/**
 * Reads one mailbox until `signal` aborts: takes its lease, connects, reads INBOX and Sent, waits for new mail, reads
 * the history beside that, and comes back after every failure with growing pauses. Failures of the other side and of
 * the database are recorded and outlasted; it rejects only for a configuration that can never work (WafaError).
 */
export async function watchMailbox(options: WatchOptions): Promise<void> {
  const { db, businessId, mailbox, clock, signal } = options;
  let failures = noFailures();
  let lease: MailboxLease | undefined;
  let mailboxId: string | undefined;
  const cautions = { caution: createFetchCaution(), historyCaution: createFetchCaution() };
  const onGoodSync = () => {
    failures = noFailures();
  };
  while (!signal.aborted) {
    try {
      const id = (mailboxId ??= await ensureMailbox(db, businessId, mailbox, await clock.now()));
      lease ??= mailboxLease(db, businessId, id);
      if (!(await lease.take())) {
        await sleep(LEASE_RETRY_MS, signal);
        continue;
      }
      await lease.hold(signal, (held) =>
        watchSession({ ...options, ...cautions, mailboxId: id, onGoodSync, signal: held }),
      );
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof WafaError) throw error;
      const failure = outsideFailure(error);
      failures = addFailure(failures, failure, await now(clock));
      await report(options, mailboxId, failures, failure, error);
      await sleep(retryDelayMs(failures.count, failure.failureClass, Math.random()), signal);
    }
  }
  // When the database is gone too, the lease runs out by itself.
  await lease?.release().catch(() => {});
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

async function report(
  { db, businessId, mailbox, clock, log }: WatchOptions,
  mailboxId: string | undefined,
  run: FailureRun,
  failure: MailboxFailure,
  error: unknown,
): Promise<void> {
  const facts = {
    mailbox: mailbox.name,
    failure: failure.failureClass,
    failures: run.count,
    why: failure.message,
  };
  if (!(error instanceof MailboxFailure)) {
    log.error(facts, 'reading a mailbox failed on our side');
    return;
  }
  const server = { host: mailbox.imap.host, user: mailbox.imap.user ?? mailbox.address };
  try {
    if (mailboxId === undefined) return;
    const at = await now(clock);
    const { loginWrong } = await recordFailure(db, businessId, mailboxId, failure, { run, server, now: at });
    if (loginWrong) log.error(facts, 'the login of a mailbox seems to be wrong');
    else log.warn(facts, 'a mailbox cannot be read now');
  } catch (unrecorded) {
    log.error(
      { ...facts, database: describeError(unrecorded) },
      'a mailbox cannot be read, nor the failure written',
    );
  }
}
