import { DAY_MS } from '../../lib/duration.ts';
import { normalAbove, normalQuantileAbove, studentOfZ, zOfStudent } from '../../lib/statistics/normal.ts';

/** What is known of gaps before a person's own are seen, from all who have a rhythm. Gaps are in logarithms of days. */
export interface RhythmPrior {
  /** Of the people's mean logarithms. */
  mean: number;
  /** As many gaps of a person's own weigh as much as it does: small where people differ much from one another. */
  weight: number;
  /** Shape and scale of the inverse gamma distribution of a person's own variance. */
  shape: number;
  scale: number;
  /** The chance that after a purchase, or a mail, there comes no other. */
  ending: number;
}

/** How often somebody does something: the distribution of their next gap. */
export interface Rhythm {
  /** Gaps of their own. */
  gaps: number;
  /** The middle of what is expected. */
  usualDays: number;
  /** Of their own gaps, for the sentence. */
  averageDays: number;
  /** Student's distribution of the logarithm of the next gap. */
  location: number;
  spread: number;
  freedom: number;
  ending: number;
}

/** Before a business has rhythms of its own to learn from: about a month, and hardly any weight. */
export const UNKNOWN_PRIOR: RhythmPrior = {
  mean: Math.log(30),
  weight: 0.2,
  shape: 2.5,
  scale: 0.75,
  ending: 0.05,
};

/** One gap is no rhythm. */
export const MIN_GAPS = 2;
/** Of the last ones: what people did years ago says less. */
export const MAX_GAPS = 60;
/** Everybody is on holiday or ill now and then: nobody's gaps are believed to vary by less than about a third. */
const LEAST_SPREAD = 0.3;

/**
 * The rhythm of somebody who did something on these days (epoch milliseconds, oldest first), as the posterior predictive
 * distribution of the next gap: gaps are log-normal, their mean and variance have the business's normal-inverse-gamma prior,
 * so the next one's logarithm is Student's (Gelman et al., Bayesian Data Analysis, 3.3). Several on one day (UTC) count
 * once. Undefined with fewer than `MIN_GAPS` gaps.
 */
export function rhythmOf(times: readonly number[], prior: RhythmPrior): Rhythm | undefined {
  const gaps = gapsOf(times);
  if (gaps.length < MIN_GAPS) return undefined;
  const { count, mean, squares, total } = summaryOf(gaps);
  const weight = prior.weight + count;
  const location = (prior.weight * prior.mean + count * mean) / weight;
  const shape = prior.shape + count / 2;
  const scale = prior.scale + squares / 2 + (prior.weight * count * (mean - prior.mean) ** 2) / (2 * weight);
  const variance = (scale / shape) * (1 + 1 / weight);
  return {
    gaps: count,
    usualDays: Math.exp(location),
    averageDays: total / count,
    location,
    spread: Math.max(LEAST_SPREAD, Math.sqrt(variance)),
    freedom: 2 * shape,
    ending: prior.ending,
  };
}

/** Days between days with something, the last `MAX_GAPS` of them, oldest first. */
export function gapsOf(times: readonly number[]): number[] {
  const gaps: number[] = [];
  let later: number | undefined;
  for (let at = times.length - 1; at >= 0 && gaps.length < MAX_GAPS; at--) {
    const day = Math.floor((times[at] ?? 0) / DAY_MS);
    if (later !== undefined && day < later) gaps.push(later - day);
    if (later === undefined || day < later) later = day;
  }
  return gaps.reverse();
}

export interface GapSummary {
  count: number;
  /** Of the logarithms. */
  mean: number;
  /** Sum of the squared differences from it. */
  squares: number;
  /** Days in all. */
  total: number;
}

export function summaryOf(gaps: readonly number[]): GapSummary {
  let sum = 0;
  let total = 0;
  for (const gap of gaps) {
    sum += Math.log(gap);
    total += gap;
  }
  const mean = sum / gaps.length;
  let squares = 0;
  for (const gap of gaps) squares += (Math.log(gap) - mean) ** 2;
  return { count: gaps.length, mean, squares, total };
}

/**
 * P(silent by now): that after `days` without another there will be none, by Bayes from the chance that any was the last
 * one and from how few gaps are longer than this. Begins at that chance, and only grows with time.
 */
export function silentProbability(rhythm: Rhythm, days: number): number {
  const { ending } = rhythm;
  return ending / (ending + (1 - ending) * longer(rhythm, days));
}

/** The days after which `silentProbability` reaches `level`; 0 when it begins above, Infinity when that is out of sight. */
export function daysUntilSilent(rhythm: Rhythm, level: number): number {
  const { ending } = rhythm;
  const share = (ending * (1 - level)) / (level * (1 - ending));
  return share >= 1 ? 0 : daysAbove(rhythm, share);
}

/** The day by which they do it again with one chance in two, when `days` have passed already. */
export function expectedGap(rhythm: Rhythm, days: number): number {
  return daysAbove(rhythm, longer(rhythm, days) / 2);
}

/** The share of gaps that are longer than `days`. */
function longer({ location, spread, freedom }: Rhythm, days: number): number {
  if (days <= 0) return 1;
  return Math.max(LEAST_SHARE, normalAbove(zOfStudent((Math.log(days) - location) / spread, freedom)));
}

/** Nothing is so certain that it could not be told from certainty. */
const LEAST_SHARE = 1e-9;
const OUT_OF_SIGHT_DAYS = 36_500;

function daysAbove({ location, spread, freedom }: Rhythm, share: number): number {
  const days = Math.exp(
    location + spread * studentOfZ(normalQuantileAbove(Math.max(LEAST_SHARE, share)), freedom),
  );
  return days > OUT_OF_SIGHT_DAYS ? Number.POSITIVE_INFINITY : days;
}
