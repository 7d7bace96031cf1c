import { sleep } from '../lib/clock.ts';
import { describeError } from '../lib/errors.ts';
import { retryDelayMs } from '../mailbox/backoff.ts';
import { type FailureClass, MailboxFailure } from '../mailbox/mailbox.ts';
import type { ReadFolder } from './ingest-epoch.ts';
import { readHistory } from './ingest-history.ts';
import type { Watch } from './watch.ts';

/** Reads history beside the new mail, over a connection of its own that is only open while there is some. */
export interface HistoryWatch {
  /** These folders have history to read. Harmless while it is being read already. */
  read(folders: readonly ReadFolder[]): void;
  /** Resolves after the signal aborted; never rejects. */
  ended: Promise<void>;
}

export function watchHistory(watch: Watch): HistoryWatch {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  if (watch.signal.aborted) resolve();
  watch.signal.addEventListener('abort', () => resolve(), { once: true });
  return {
    read(folders) {
      if (busy || folders.length === 0 || watch.signal.aborted) return;
      busy = true;
      running = readAll(watch, folders).finally(() => {
        busy = false;
      });
    },
    ended: aborted.then(() => running),
  };
}

/** Until all is read or the signal aborts; failures are waited out and do not disturb the reading of new mail. */
async function readAll(watch: Watch, folders: readonly ReadFolder[]): Promise<void> {
  for (let failures = 0; !watch.signal.aborted; ) {
    try {
      await readOnce(watch, folders);
      return;
    } catch (error) {
      if (watch.signal.aborted) return;
      failures++;
      const failureClass: FailureClass = error instanceof MailboxFailure ? error.failureClass : 'network';
      watch.log.warn(
        { mailbox: watch.mailbox.name, failure: failureClass, failures, why: describeError(error) },
        'reading the history was interrupted',
      );
      await sleep(retryDelayMs(failures, failureClass, Math.random()), watch.signal);
    }
  }
}

async function readOnce(watch: Watch, folders: readonly ReadFolder[]): Promise<void> {
  const { db, businessId, blobs, reader, signal } = watch;
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
        signal,
        onProgress: (progress) => watch.onProgress(progress),
      });
      if (outcome.newMessages > 0) watch.onNewMail(outcome.newMessages);
    }
  } finally {
    await mailbox.close();
  }
}
