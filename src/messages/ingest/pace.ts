import type { FetchLimits } from './plan.ts';

/** How much is asked for at once, by how the server answered before. Kept over connections. */
export interface FetchPace {
  /** What one fetch may cover now, within `ceiling` (the configuration). */
  within(ceiling: FetchLimits): FetchLimits;
  /** A fetch was answered whole, after so long. */
  took(milliseconds: number): void;
  /** The server asked for patience. */
  refused(): void;
}

/** A fetch that takes longer holds up new mail, and loses more when the line breaks: the next ones are smaller. */
const SLOW_MS = 10_000;
/** Below this there is room for more. */
const QUICK_MS = 2500;
/** The smallest fetch, as a part of the configured one. */
const SMALLEST = 1 / 64;

/** Begins with all that the configuration allows; halves when the server is slow or refuses, doubles when it is quick. */
export function createFetchPace(): FetchPace {
  let part = 1;
  return {
    within: (ceiling) => ({
      ...ceiling,
      batchMessages: Math.max(1, Math.floor(ceiling.batchMessages * part)),
      batchBytes: Math.max(1, Math.floor(ceiling.batchBytes * part)),
    }),
    took(milliseconds) {
      if (milliseconds > SLOW_MS) part = Math.max(SMALLEST, part / 2);
      else if (milliseconds < QUICK_MS) part = Math.min(1, part * 2);
    },
    refused() {
      part = Math.max(SMALLEST, part / 2);
    },
  };
}
