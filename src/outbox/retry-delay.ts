import { HOUR_MS, MINUTE_MS } from '../lib/duration.ts';

/**
 * How long a mail waits after its `attempt`-th failure (from 1): a minute, doubled each time up to four hours, give or
 * take a fifth so that a campaign does not come back all at once. `random` is in [0, 1). There is no last attempt; a
 * mail ends when it expires.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const base = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_DELAY_MS);
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * random));
}

const FIRST_DELAY_MS = MINUTE_MS;
const LONGEST_DELAY_MS = 4 * HOUR_MS;
const SPREAD = 0.2;
