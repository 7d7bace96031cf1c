import type { HistoryProgress } from '../messages/ingest/history.ts';

/** Whether history is coming in without a pause, by what the mailboxes reported last. */
export interface HistoryFlow {
  /** True when it is time to look at what came: at the end, and now and then before. */
  sawProgress(progress: Pick<HistoryProgress, 'finished'>): boolean;
  /** True while what came can wait; now and then false all the same, so that a history of days is worked on too. */
  flows: () => boolean;
}

/** A slower server leaves pauses in which what came can be worked on. */
const FLOWING_MS = 2000;
/** One batch of the history has its turn in so long, whatever comes. */
const TURN_EVERY_MS = 10_000;
/** Batches come several a second; looking at each costs more than it finds. */
const LOOK_EVERY_MS = 1000;

export function historyFlow(now: () => number = () => performance.now()): HistoryFlow {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let turnAt = now();
  return {
    sawProgress({ finished }) {
      const at = now();
      lastAt = finished ? Number.NEGATIVE_INFINITY : at;
      if (!finished && at - lookedAt < LOOK_EVERY_MS) return false;
      lookedAt = at;
      return true;
    },
    flows() {
      const at = now();
      const waits = at - lastAt < FLOWING_MS && at - turnAt < TURN_EVERY_MS;
      if (!waits) turnAt = at;
      return waits;
    },
  };
}
