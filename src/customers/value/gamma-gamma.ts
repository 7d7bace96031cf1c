import { logGamma } from '../../lib/statistics/log-gamma.ts';

/**
 * The Gamma-Gamma model of spend (Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013): what one customer
 * spends at a time is Gamma(p, nu), and nu among customers is Gamma(q, v). `v` is an amount.
 */
export interface GammaGamma {
  p: number;
  q: number;
  v: number;
}

/** What one customer spent: the mean of so many purchases, the first one left out as in the paper. */
export interface Spend {
  repeats: number;
  /** Above 0. */
  mean: number;
}

/** Spends with what does not depend on the parameters worked out once. */
export interface SpendGroup {
  repeats: number;
  rows: readonly number[];
  logSum: number;
}

/** Groups spends by the number of purchases; those of nobody and of nothing are left out. */
export function groupSpends(spends: Iterable<Spend>): SpendGroup[] {
  const groups = new Map<number, { repeats: number; rows: number[]; logSum: number }>();
  for (const { repeats, mean } of spends) {
    if (!(repeats > 0) || !(mean > 0)) continue;
    let group = groups.get(repeats);
    if (!group) {
      group = { repeats, rows: [], logSum: 0 };
      groups.set(repeats, group);
    }
    group.rows.push(mean);
    group.logSum += Math.log(mean);
  }
  return [...groups.values()];
}

/** The log-likelihood of these spends (equation 1a). */
export function gammaGammaLogLikelihood({ p, q, v }: GammaGamma, groups: readonly SpendGroup[]): number {
  const constant = q * Math.log(v) - logGamma(q);
  let sum = 0;
  for (const { repeats, rows, logSum } of groups) {
    const shape = p * repeats;
    sum +=
      rows.length * (constant + logGamma(shape + q) - logGamma(shape) + shape * Math.log(repeats)) +
      (shape - 1) * logSum;
    for (const mean of rows) sum -= (shape + q) * Math.log(v + repeats * mean);
  }
  return sum;
}

/**
 * What this customer can be expected to spend at a time (equation 5): their own mean, drawn towards everybody's the less
 * they bought. Undefined when the mean of all is infinite (q <= 1) and nothing is known of this one.
 */
export function expectedSpend({ p, q, v }: GammaGamma, { repeats, mean }: Spend): number | undefined {
  const weight = p * repeats + q - 1;
  return weight > 0 ? (p * (v + repeats * mean)) / weight : undefined;
}
