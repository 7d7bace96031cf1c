import { fitPositive } from '../../lib/statistics/fit-positive.ts';
import { MIN_REPEAT_BUYERS, PART_ROWS } from './fit-bg-nbd.ts';
import {
  expectedSpend,
  type GammaGamma,
  gammaGammaLogLikelihood,
  groupSpends,
  type Spend,
} from './gamma-gamma.ts';
import type { SpendModel, TooLittleData } from './value-model.ts';

const NAMES = ['p', 'q', 'v'] as const;
/** Amounts are taken as multiples of the mean spend, so that one range fits rials and dinars alike. */
const SHAPE = { smallest: 1e-3, largest: 1e3 };
const RANGES = [SHAPE, SHAPE, { smallest: 1e-4, largest: 1e4 }];

/** How much customers spend, from the means of what they spent. */
export async function fitGammaGamma(
  spends: readonly Spend[],
  breathe?: () => Promise<void>,
): Promise<SpendModel | TooLittleData> {
  if (spends.length < MIN_REPEAT_BUYERS)
    return {
      state: 'too-little-data',
      reason: `amounts of ${spends.length} customers who bought again, ${MIN_REPEAT_BUYERS} are needed`,
    };
  const unit = spends.reduce((sum, { mean }) => sum + mean, 0) / spends.length;
  const relative = spends.map(({ repeats, mean }) => ({ repeats, mean: mean / unit }));
  const groups = groupSpends(relative);
  const every = Math.ceil(relative.length / PART_ROWS);
  const some = groupSpends(relative.filter((_, place) => place % every === 0));
  const fit = await fitPositive({
    logLikelihood: (parameters) => gammaGammaLogLikelihood(named(parameters), groups),
    roughly: (parameters) => gammaGammaLogLikelihood(named(parameters), some),
    starts: [
      [1, 4, 3],
      [6, 4, 0.5],
      [30, 10, 0.3],
    ],
    ranges: RANGES,
    breathe,
  });
  if (!fit.converged)
    return { state: 'too-little-data', reason: 'the amounts do not settle how much customers differ' };
  const parameters = named(fit.parameters);
  const [p = null, q = null, v = null] = fit.standardErrors;
  const usual = expectedSpend(parameters, { repeats: 0, mean: 0 });
  const logUnit = Math.log(unit);
  return {
    state: 'fitted',
    parameters: { ...parameters, v: parameters.v * unit },
    standardErrors: { p, q, v: v === null ? null : v * unit },
    // The density of an amount, not of a multiple.
    logLikelihood: fit.logLikelihood - spends.length * logUnit,
    atLimit: fit.atLimit.flatMap((axis) => NAMES[axis] ?? []),
    usualSpend: usual === undefined ? null : usual * unit,
    correlation: correlationOf(spends),
  };
}

function named([p = 1, q = 1, v = 1]: readonly number[]): GammaGamma {
  return { p, q, v };
}

/** Pearson's; null when either never differs. */
function correlationOf(spends: readonly Spend[]): number | null {
  const middle = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const repeats = middle(spends.map((one) => one.repeats));
  const mean = middle(spends.map((one) => one.mean));
  let [both, left, right] = [0, 0, 0];
  for (const one of spends) {
    both += (one.repeats - repeats) * (one.mean - mean);
    left += (one.repeats - repeats) ** 2;
    right += (one.mean - mean) ** 2;
  }
  return left > 0 && right > 0 ? both / Math.sqrt(left * right) : null;
}
