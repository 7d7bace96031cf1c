import { sleep } from '../../lib/clock.ts';
import { describeError } from '../../lib/errors.ts';
import { retryDelayMs } from '../../mailbox/backoff.ts';
import { type FailureClass, MailboxFailure } from '../../mailbox/mailbox.ts';
import type { ReadFolder } from '../ingest/epoch.ts';
import { clearHistoryFailure, recordHistoryFailure } from '../ingest/health.ts';
import { readHistory } from '../ingest/history.ts';
import { LeaseLost } from './keep-leases.ts';
import type { Watch } from './watch.ts';

/** How a stretch of reading history ended. `more`: somebody else's turn came first. `failures`: in a row. */
export type HistoryTurn =
  | { state: 'finished' }
  | { state: 'more' }
  | { state: 'failed'; failureClass: FailureClass; failures: number; retryAfterMs: number };

/** Reads history beside the new mail, over a connection of its own that is only open while there is some. */
export interface HistoryWatch {
  /** These folders have history to read. Harmless while it is being read already. */
  read(folders: readonly ReadFolder[]): void;
  /** Resolves after the signal aborted; never rejects. */
  ended: Promise<void>;
}

/** Others wait: a turn that has lasted so long ends after the batch in hand. */
const SHORT_TURN_MS = 5000;
const LEASE_LOST_PAUSE_MS = 1000;

/** `noRoom` is called when the account takes no second connection. */
export function watchHistory(watch: Watch, noRoom: () => void): HistoryWatch {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  if (watch.signal.aborted) resolve();
  watch.signal.addEventListener('abort', () => resolve(), { once: true });
  return {
    read(folders) {
      if (busy || folders.length === 0 || watch.signal.aborted) return;
      busy = true;
      running = readAll(watch, folders, noRoom).finally(() => {
        busy = false;
      });
    },
    ended: aborted.then(() => running),
  };
}

/** Until all is read or the signal aborts; failures are waited out and do not disturb the reading of new mail. */
async function readAll(watch: Watch, folders: readonly ReadFolder[], noRoom: () => void): Promise<void> {
  let turn: HistoryTurn = { state: 'more' };
  while (!watch.signal.aborted && turn.state !== 'finished') {
    turn = await readHistoryTurn(watch, folders, { run: turn });
    if (turn.state !== 'failed') continue;
    if (turn.failureClass === 'capacity') return noRoom();
    await sleep(turn.retryAfterMs, watch.signal);
  }
  await recoveredHistory(watch);
}

/**
 * Waits for a place, connects, and reads history until all of it is read, others wait for the place, or `atMostMs` is
 * over. Never rejects: a failure is written for the status, and says when to try again. `run`: the turn before.
 */
export async function readHistoryTurn(
  watch: Watch,
  folders: readonly ReadFolder[],
  { atMostMs = Number.POSITIVE_INFINITY, run }: { atMostMs?: number; run: HistoryTurn },
): Promise<HistoryTurn> {
  const place = await watch.places.visit('history', watch.signal);
  if (!place) return { state: 'more' };
  const began = performance.now();
  const enough = () => {
    const lasted = performance.now() - began;
    return lasted > atMostMs || (lasted > SHORT_TURN_MS && place.wanted());
  };
  try {
    return { state: await readUntil(watch, folders, enough) };
  } catch (error) {
    if (watch.signal.aborted) return { state: 'more' };
    if (error instanceof LeaseLost) {
      // The next renewing notices it and ends the watch; until then there is nothing to read here.
      await sleep(LEASE_LOST_PAUSE_MS, watch.signal);
      return { state: 'more' };
    }
    return await failed(watch, error, run.state === 'failed' ? run.failures + 1 : 1);
  } finally {
    place.leave();
  }
}

/** Whatever was wrong with the history is over. */
export async function recoveredHistory({ db, businessId, mailboxId, signal }: Watch): Promise<void> {
  if (!signal.aborted) await clearHistoryFailure(db, businessId, mailboxId).catch(() => {});
}

async function readUntil(
  watch: Watch,
  folders: readonly ReadFolder[],
  enough: () => boolean,
): Promise<'finished' | 'more'> {
  const { db, businessId, blobs, reader, signal, fence } = watch;
  const mailbox = await watch.connect(signal);
  try {
    for (const folder of folders) {
      const outcome = await readHistory({
        db,
        businessId,
        mailbox,
        folder,
        limits: watch.reading,
        blobs,
        reader,
        now: await watch.clock.now(),
        caution: watch.historyCaution,
        pace: watch.historyPace,
        fence,
        signal,
        enough,
        onProgress: (progress) => watch.onProgress(progress),
      });
      if (outcome.newMessages > 0) watch.onNewMail(outcome.newMessages);
      if (enough() && !outcome.finished) return 'more';
    }
    return 'finished';
  } finally {
    await mailbox.close();
  }
}

async function failed(watch: Watch, error: unknown, failures: number): Promise<HistoryTurn> {
  const { db, businessId, mailboxId, mailbox, log } = watch;
  const failure =
    error instanceof MailboxFailure
      ? error
      : new MailboxFailure('network', describeError(error), { cause: error });
  const { failureClass } = failure;
  if (failureClass === 'throttle' || failureClass === 'capacity') watch.historyPace.refused();
  const retryAfterMs = retryDelayMs(failures, failureClass, Math.random());
  log.warn(
    { mailbox: mailbox.name, failure: failureClass, failures, why: failure.message },
    'reading the history was interrupted',
  );
  await recordHistoryFailure(db, businessId, mailboxId, failure, retryAfterMs).catch(() => {});
  return { state: 'failed', failureClass, failures, retryAfterMs };
}
