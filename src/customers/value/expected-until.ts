import { logBeta } from '../../lib/statistics/log-gamma.ts';

/** Somebody alive now, whose rate is Gamma(shape, 1) in units of the past, and whose chance to leave is Beta(a, b). */
export interface Expectation {
  shape: number;
  /** The time ahead, as a multiple of the model's time behind. */
  ratio: number;
  a: number;
  b: number;
}

/**
 * The expected number of purchases in the time ahead: the mean over p ~ Beta(a, b) of (1 - (1 + p ratio)^-shape) / p.
 *
 * In closed form this holds Gauss's hypergeometric function 2F1(shape, b; a + b - 1; z) with z = ratio / (1 + ratio),
 * divided by a - 1 (Fader, Hardie and Lee 2005, equations 9 and 10). Euler's transformation turns it into
 * (1 - z)^(a - 1) 2F1(a + b - 1 - shape, a - 1; a + b - 1; z), of whose series every term after the first has the factor
 * a - 1: that one is divided out here, and the one in the denominator of a + b - 1 too. So neither a = 1 nor
 * a + b = 1 is singular, and many purchases make the series shorter, not longer. Where its terms cancel each other
 * (a shape far above a + b), the mean is taken by quadrature.
 */
export function expectedUntil(expectation: Expectation): number {
  const { ratio } = expectation;
  if (!(ratio > 0)) return 0;
  return bySeries(expectation) ?? byQuadrature(expectation);
}

/** A series that takes longer than this is given up. */
const MAX_TERMS = 20_000;
const EPSILON = 2 ** -52;
/** As many of the sixteen digits may cancel. */
const MAX_CANCELLATION = 1e6;

function bySeries({ shape, ratio, a, b }: Expectation): number | undefined {
  const z = ratio / (1 + ratio);
  const logRest = -Math.log1p(ratio);
  const c = a + b - 1;
  const first = c - shape;
  let term = first * z;
  let sum = term;
  let largest = Math.abs(term);
  for (let n = 1; ; n++) {
    if (n > MAX_TERMS) return undefined;
    term *= ((first + n) * (a + n - 1) * z) / ((c + n) * (n + 1));
    sum += term;
    largest = Math.max(largest, Math.abs(term));
    const following = Math.abs((first + n + 1) * (a + n) * z) / ((c + n + 1) * (n + 2));
    // From here on the terms fall at least geometrically: what is left is less than this.
    if (following < 1 && Math.abs(term) * following <= EPSILON * Math.abs(sum) * (1 - Math.max(following, z)))
      break;
    if (term === 0) break;
  }
  const power = a - 1;
  // (1 - (1 - z)^(a - 1)) / (a - 1), which is -ln(1 - z) at a = 1.
  const start = power === 0 ? -logRest : -Math.expm1(power * logRest) / power;
  const weight = Math.exp(power * logRest);
  const result = c * start - weight * sum;
  const parts = Math.max(Math.abs(c) * start, weight * largest);
  return result > 0 && parts < MAX_CANCELLATION * result ? result : undefined;
}

/** Intervals of the rule; enough for ten digits at every shape that was tried. */
const INTERVALS = 800;
/** In logits: so far out the integrand is its own asymptote, to eight digits. */
const FAR = 20;
/** In widths of the density, and in its exponential tails: so far out there is nothing. */
const NOTHING_WIDTHS = 12;
const NOTHING_TAILS = 40;

/**
 * The same mean over the logit of p, where the integrand is smooth: the trapezoid rule, with what lies beyond its ends
 * taken from the asymptotes p^a on the left and (1 - p)^b on the right.
 */
export function byQuadrature({ shape, ratio, a, b }: Expectation): number {
  const middle = Math.log(a / b);
  const widths = NOTHING_WIDTHS * Math.sqrt(1 / a + 1 / b);
  const left = Math.max(
    -FAR - Math.log(Math.max(1, b, (shape + 1) * ratio)),
    middle - widths - NOTHING_TAILS / a,
  );
  const right = Math.min(FAR + Math.log(Math.max(1, a, shape)), middle + widths + NOTHING_TAILS / b);
  const constant = -logBeta(a, b);
  const at = (s: number) => {
    const logP = -Math.log1p(Math.exp(-s));
    const logQ = -Math.log1p(Math.exp(s));
    const bought = -Math.expm1(-shape * Math.log1p(Math.exp(logP) * ratio));
    return bought * Math.exp(constant + (a - 1) * logP + b * logQ);
  };
  const step = (right - left) / INTERVALS;
  const [first, last] = [at(left), at(right)];
  let sum = (first + last) / 2;
  for (let i = 1; i < INTERVALS; i++) sum += at(left + i * step);
  return sum * step + first / a + last / b;
}
