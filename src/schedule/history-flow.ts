import type { HistoryProgress } from '../messages/ingest-history.ts';

/** Whether history is coming in right now, by what the mailboxes reported last. */
export interface HistoryFlow {
  sawProgress(progress: Pick<HistoryProgress, 'finished'>): void;
  flows: () => boolean;
}

/** A slower server leaves pauses in which what came can be worked on. */
const FLOWING_MS = 2000;

export function historyFlow(now: () => number = () => performance.now()): HistoryFlow {
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    sawProgress({ finished }) {
      lastAt = finished ? Number.NEGATIVE_INFINITY : now();
    },
    flows: () => now() - lastAt < FLOWING_MS,
  };
}
