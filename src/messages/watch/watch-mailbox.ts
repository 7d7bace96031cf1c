import { sleep } from '../../lib/clock.ts';
import { describeError, WafaError } from '../../lib/errors.ts';
import { createFetchCaution } from '../ingest/fetch.ts';
import { ensureMailbox } from '../ingest/folders.ts';
import { createFetchPace } from '../ingest/pace.ts';
import { LeaseLost } from './keep-leases.ts';
import { failureRun, type ReadingFailures } from './reading-failures.ts';
import type { Watch, WatchOptions } from './watch.ts';
import { watchSession } from './watch-session.ts';
import { watchVisits } from './watch-visits.ts';

/** How soon a database that was away is asked again. */
const RETRY_MS = 2000;

/**
 * Reads one mailbox until `signal` aborts: waits for its lease, connects, reads its folders, waits for new mail where there
 * is a place for a connection that stays, else comes again and again, reads the history beside that, and comes back after
 * every failure with growing pauses. Failures of the other side and of the database are recorded and outlasted; it
 * rejects only for a configuration that can never work (WafaError).
 */
export async function watchMailbox(options: WatchOptions): Promise<void> {
  const { db, businessId, mailbox, clock, leases, signal, log } = options;
  const failures = failureRun(options);
  const kept = {
    caution: createFetchCaution(),
    historyCaution: createFetchCaution(),
    pace: createFetchPace(),
    historyPace: createFetchPace(),
  };
  while (!signal.aborted) {
    try {
      const mailboxId = await ensureMailbox(db, businessId, mailbox, await clock.now());
      await leases.hold(mailboxId, signal, (held) => {
        const fence: Watch['fence'] = (tx) => leases.fence(tx, mailboxId);
        const onGoodSync = () => failures.over();
        const watch = { ...options, ...kept, mailboxId, fence, onGoodSync, signal: held };
        return readWhileHeld(watch, failures);
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WafaError) throw error;
      log.error({ mailbox: mailbox.name, why: describeError(error) }, 'reading a mailbox failed on our side');
      await sleep(RETRY_MS, signal);
    }
  }
}

/** Until the lease is lost or the watch is stopped. */
async function readWhileHeld(watch: Watch, failures: ReadingFailures): Promise<void> {
  const { places, signal, log, mailbox } = watch;
  let takesTurns = false;
  while (!signal.aborted) {
    const stay = takesTurns ? undefined : places.stay();
    try {
      if (stay) {
        takesTurns = (await watchSession(watch)) === 'take-turns';
        if (takesTurns)
          log.info({ mailbox: mailbox.name }, 'the account takes one connection: history in turns');
      } else {
        await watchVisits(watch, () => places.canStay());
        takesTurns = false;
      }
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) return;
      if (error instanceof WafaError) throw error;
      stay?.leave();
      await sleep(await failures.add(watch, error), signal);
    } finally {
      stay?.leave();
    }
  }
}
