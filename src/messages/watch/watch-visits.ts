import { sleep } from '../../lib/clock.ts';
import { readFolders } from './read-folder.ts';
import type { Watch } from './watch.ts';
import { type HistoryTurn, readHistoryTurn, recoveredHistory } from './watch-history.ts';

/** History is read for so long before new mail is looked for again. */
const HISTORY_TURN_MS = 30_000;

/**
 * Reads a mailbox without a connection that stays: connects, reads all folders, leaves, and comes again every
 * `reading.poll`; in between, history is read in turns. Returns when the signal aborts, or when `mayStay` says so once the
 * history is read to its end; rejects when new mail cannot be read.
 */
export async function watchVisits(watch: Watch, mayStay: () => boolean): Promise<void> {
  const { signal } = watch;
  let history: HistoryTurn = { state: 'finished' };
  let historyFrom = 0;
  while (!signal.aborted) {
    const began = performance.now();
    const withHistory = await readNews(watch);
    const due = withHistory.length > 0 && performance.now() >= historyFrom;
    if (due && !signal.aborted) {
      history = await readHistoryTurn(watch, withHistory, { atMostMs: HISTORY_TURN_MS, run: history });
      if (history.state === 'failed') historyFrom = performance.now() + history.retryAfterMs;
      if (history.state !== 'failed') await recoveredHistory(watch);
    }
    if (signal.aborted || (withHistory.length === 0 && mayStay())) return;
    // New mail is looked for after every turn, and whether there is more history.
    if (due && history.state !== 'failed') continue;
    await sleep(watch.reading.poll - (performance.now() - began), signal);
  }
}

async function readNews(watch: Watch) {
  const place = await watch.places.visit('news', watch.signal);
  if (!place) return [];
  try {
    const connection = await watch.connect(watch.signal);
    try {
      return (await readFolders(watch, connection, watch.signal))?.withHistory ?? [];
    } finally {
      await connection.close();
    }
  } finally {
    place.leave();
  }
}
