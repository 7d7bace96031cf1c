import { logBeta, logGamma } from '../../lib/statistics/log-gamma.ts';
import { expectedUntil } from './expected-until.ts';
import type { HistoryGroup, PurchaseHistory } from './history.ts';

/**
 * The BG/NBD model of Fader, Hardie and Lee ("Counting Your Customers the Easy Way", Marketing Science 24, 2005): while
 * alive a customer buys at random at a rate of their own, and after each purchase leaves for good with a chance of their
 * own. Rates are Gamma(r, alpha) among customers, in purchases a week; chances are Beta(a, b).
 */
export interface BgNbd {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** The log-likelihood of these histories (equation 6). */
export function bgNbdLogLikelihood({ r, alpha, a, b }: BgNbd, groups: readonly HistoryGroup[]): number {
  const logGammaR = logGamma(r);
  const logAlpha = Math.log(alpha);
  const logBetaAB = logBeta(a, b);
  let sum = 0;
  for (const { repeats, customers, rows } of groups) {
    const shape = r + repeats;
    sum += customers * (logGamma(shape) - logGammaR + r * logAlpha + logBeta(a, b + repeats) - logBetaAB);
    if (repeats === 0) {
      for (const row of rows) sum -= row.customers * shape * Math.log(alpha + row.age);
      continue;
    }
    const logOdds = Math.log(a / (b + repeats - 1));
    for (const { recency, age, customers: alike } of rows) {
      const logAge = Math.log(alpha + age);
      const left = logOdds + shape * (logAge - Math.log(alpha + recency));
      sum += alike * (logOnePlusExp(left) - shape * logAge);
    }
  }
  return sum;
}

/** The probability that a customer has not left by now (section 4). Who bought once is alive by construction. */
export function aliveProbability(model: BgNbd, history: PurchaseHistory): number {
  return Math.exp(-logOnePlusExp(logOddsOfHavingLeft(model, history)));
}

/** How many purchases somebody makes in the `weeks` after the first one (equation 9). */
export function expectedPurchases({ r, alpha, a, b }: BgNbd, weeks: number): number {
  return expectedUntil({ shape: r, ratio: weeks / alpha, a, b });
}

/** How many purchases this customer will make in the next `weeks` (equation 10). */
export function expectedPurchasesOf(model: BgNbd, history: PurchaseHistory, weeks: number): number {
  const { r, alpha, a, b } = model;
  const { repeats, age } = history;
  const ifAlive = expectedUntil({ shape: r + repeats, ratio: weeks / (alpha + age), a, b: b + repeats });
  return ifAlive * aliveProbability(model, history);
}

function logOddsOfHavingLeft({ r, alpha, a, b }: BgNbd, { repeats, recency, age }: PurchaseHistory): number {
  if (repeats === 0) return Number.NEGATIVE_INFINITY;
  return Math.log(a / (b + repeats - 1)) + (r + repeats) * Math.log((alpha + age) / (alpha + recency));
}

/** ln(1 + e^x) without overflow. */
function logOnePlusExp(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
