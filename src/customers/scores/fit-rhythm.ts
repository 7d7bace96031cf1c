import { DAY_MS } from '../../lib/duration.ts';
import { gapsOf, MIN_GAPS, type RhythmPrior, summaryOf } from './rhythm.ts';

/** Fewer people with a rhythm say nothing of people. */
const MIN_PEOPLE = 10;
/** A gap this many times a person's own usual one is taken for an end. */
const ENDED_FACTOR = 4;
/** Weak: as good as five gaps of a person's own. */
const SHAPE = 2.5;
const WEIGHT = { least: 0.02, most: 5 } as const;
const ENDING = { least: 0.01, most: 0.3 } as const;
/** Of logarithms of days, within a person; nobody is a clock. */
const LEAST_VARIANCE = 0.05;

/**
 * What the gaps of many people say of somebody of whom little is known: their mean, how much people differ from one
 * another against how much one person's gaps differ (method of moments), and how often a gap was the last. `people` are
 * the times of each, epoch milliseconds, oldest first. Undefined for fewer than `MIN_PEOPLE` who have a rhythm.
 */
export function fitRhythm(people: Iterable<readonly number[]>, now: Date): RhythmPrior | undefined {
  const means: number[] = [];
  let gapsInAll = 0;
  let squares = 0;
  let freedom = 0;
  let inverses = 0;
  let ended = 0;
  for (const times of people) {
    const gaps = gapsOf(times);
    if (gaps.length < MIN_GAPS) continue;
    const own = summaryOf(gaps);
    means.push(own.mean);
    gapsInAll += own.count;
    squares += own.squares;
    freedom += own.count - 1;
    inverses += 1 / own.count;
    const since = (now.getTime() - (times.at(-1) ?? 0)) / DAY_MS;
    if (since > ENDED_FACTOR * Math.exp(own.mean)) ended++;
  }
  if (means.length < MIN_PEOPLE) return undefined;
  const within = Math.max(LEAST_VARIANCE, squares / freedom);
  const { mean, squares: between } = momentsOf(means);
  const ofPeople = between / (means.length - 1) - (within * inverses) / means.length;
  return {
    mean,
    weight: ofPeople <= 0 ? WEIGHT.most : clamp(within / ofPeople, WEIGHT),
    shape: SHAPE,
    scale: within * (SHAPE - 1),
    ending: clamp((ended + 1) / (ended + gapsInAll + 10), ENDING),
  };
}

function momentsOf(values: readonly number[]): { mean: number; squares: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
