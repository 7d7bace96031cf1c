import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db } from '../../database/tables.ts';
import { isLoginWrong } from '../../mailbox/backoff.ts';
import { explainFailure, type ImapServer } from '../../mailbox/explain-failure.ts';
import type { MailboxFailure } from '../../mailbox/mailbox.ts';

/** All folders of the mailbox were read to their end: whatever was wrong is over. */
export async function recordGoodSync(
  db: Db,
  businessId: string,
  mailboxId: string,
  now: Date,
): Promise<void> {
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mailboxes')
      .set({
        last_ok_sync_at: now,
        failure_class: null,
        failure_message: null,
        failed_since: null,
        failures: 0,
        retry_at: null,
      })
      .where('id', '=', mailboxId)
      .execute(),
  );
}

/** Failures of one mailbox in a row. */
export interface FailureRun {
  count: number;
  refusals: number;
  firstRefusalAt: Date | undefined;
}

export const noFailures = (): FailureRun => ({ count: 0, refusals: 0, firstRefusalAt: undefined });

/** The run with one more failure. A refused login only counts on while nothing else comes between. */
export function addFailure(run: FailureRun, failure: MailboxFailure, now: Date): FailureRun {
  const refused = failure.failureClass === 'auth';
  return {
    count: run.count + 1,
    refusals: refused ? run.refusals + 1 : 0,
    firstRefusalAt: refused ? (run.firstRefusalAt ?? now) : undefined,
  };
}

interface Failed {
  run: FailureRun;
  server: ImapServer;
  now: Date;
  retryAfterMs: number;
}

/** The history cannot be read at present, and is tried again by the database's clock after so long. */
export async function recordHistoryFailure(
  db: Db,
  businessId: string,
  mailboxId: string,
  failure: MailboxFailure,
  retryAfterMs: number,
): Promise<void> {
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mailboxes')
      .set({
        history_failure_class: failure.failureClass,
        history_failure_message: failure.message,
        history_retry_at: sql`now() + ${retryAfterMs} * interval '1 millisecond'`,
      })
      .where('id', '=', mailboxId)
      .execute(),
  );
}

export async function clearHistoryFailure(db: Db, businessId: string, mailboxId: string): Promise<void> {
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mailboxes')
      .set({ history_failure_class: null, history_failure_message: null, history_retry_at: null })
      .where('id', '=', mailboxId)
      .where('history_failure_class', 'is not', null)
      .execute(),
  );
}

/**
 * Writes a failure for the status page, in plain words; answers whether the login is to be called wrong by now, which
 * one refusal does not prove.
 */
export async function recordFailure(
  db: Db,
  businessId: string,
  mailboxId: string,
  failure: MailboxFailure,
  { run, server, now, retryAfterMs }: Failed,
): Promise<{ loginWrong: boolean; message: string }> {
  const { message, hint } = explainFailure(failure, server);
  const loginWrong = run.firstRefusalAt !== undefined && isLoginWrong(run.refusals, run.firstRefusalAt, now);
  const certain = failure.failureClass !== 'auth' || loginWrong;
  const words = certain
    ? `${message}. What to do: ${hint}`
    : `${message}. It is tried again before it is called wrong`;
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mailboxes')
      .set({
        failure_class: failure.failureClass,
        failure_message: words,
        failed_since: sql`coalesce(failed_since, ${now}::timestamptz)`,
        failures: run.count,
        retry_at: new Date(now.getTime() + retryAfterMs),
      })
      .where('id', '=', mailboxId)
      .execute(),
  );
  return { loginWrong, message: words };
}
