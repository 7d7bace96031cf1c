import { DAY_MS } from '../../lib/duration.ts';
import type { ScoreEvidence } from './evidence.ts';
import { expectedGap } from './rhythm.ts';
import type { ChannelSilence } from './silence.ts';

export interface NextPurchase {
  /** Epoch milliseconds: by then with one chance in two. May lie in the past: then it is overdue. */
  at: number;
  evidence: NonNullable<ScoreEvidence['next']>;
}

/** When a contact with a rhythm of purchases will buy next, as expected on the day of the last one; undefined without one. */
export function nextPurchase(silence: ChannelSilence | undefined): NextPurchase | undefined {
  if (!silence) return undefined;
  const { rhythm, since } = silence;
  const days = expectedGap(rhythm, 0);
  if (!Number.isFinite(days)) return undefined;
  return {
    at: since + days * DAY_MS,
    evidence: { everyDays: Math.round(rhythm.averageDays * 10) / 10, gaps: rhythm.gaps },
  };
}
