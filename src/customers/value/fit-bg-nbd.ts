import { quadratic } from '../../lib/statistics/curvature.ts';
import { type Fit, fitPositive } from '../../lib/statistics/fit-positive.ts';
import { type BgNbd, bgNbdLogLikelihood, expectedPurchases } from './bg-nbd.ts';
import { groupHistories, type HistoryGroup, type PurchaseHistory } from './history.ts';
import { type PurchaseModel, type TooLittleData, VALUE_WEEKS } from './value-model.ts';

/** Fewer who came back than this say nothing about when customers come back. */
export const MIN_REPEAT_BUYERS = 20;
/** Weeks since the first purchase of all: nobody tells a year from a few days. */
const MIN_WEEKS = 8;
/** What a new customer buys in a year must be known to this, as a standard error over the figure. */
const MAX_RELATIVE_ERROR = 0.5;
/** A Beta distribution with a smaller sum is two needles at 0 and 1: a sign of few data, not of people. */
const MIN_LEAVING = 0.01;

const NAMES = ['r', 'alpha', 'a', 'b'] as const;
/** Beyond a thousand a shape says "all customers are alike", and below a ten-thousandth "never"; alpha is in weeks. */
const SHAPE = { smallest: 1e-4, largest: 1e3 };
const RANGES = [SHAPE, { smallest: 1e-4, largest: 1e5 }, SHAPE, SHAPE];

/** How customers buy, from when they bought. */
export async function fitBgNbd(
  histories: Iterable<PurchaseHistory & { customers?: number }>,
  breathe?: () => Promise<void>,
): Promise<PurchaseModel | TooLittleData> {
  const groups = groupHistories(histories);
  const repeatBuyers = groups.reduce((sum, { repeats, customers }) => sum + (repeats > 0 ? customers : 0), 0);
  if (repeatBuyers < MIN_REPEAT_BUYERS)
    return tooLittle(
      repeatBuyers === 1
        ? `1 customer bought again, ${MIN_REPEAT_BUYERS} are needed`
        : `${repeatBuyers} customers bought again, ${MIN_REPEAT_BUYERS} are needed`,
    );
  const longest = longestAge(groups);
  if (longest < MIN_WEEKS)
    return tooLittle(`the first purchase was ${longest.toFixed(1)} weeks ago, ${MIN_WEEKS} are needed`);
  const some = partOf(groups);
  const fit = await fitPositive({
    logLikelihood: (parameters) => bgNbdLogLikelihood(named(parameters), groups),
    roughly: (parameters) => bgNbdLogLikelihood(named(parameters), some),
    starts: startsFor(groups),
    ranges: RANGES,
    breathe,
  });
  if (!fit.converged) return tooLittle('the histories do not settle how often customers buy and leave');
  const parameters = named(fit.parameters);
  if (parameters.a + parameters.b < MIN_LEAVING)
    return tooLittle('after a purchase customers seem to leave either surely or never');
  const [newCustomerYear, newCustomerYearError] = yearOf(fit);
  if (!(newCustomerYearError <= MAX_RELATIVE_ERROR * newCustomerYear))
    return tooLittle(
      `what a new customer buys in a year is ${newCustomerYear.toFixed(1)} ± ${newCustomerYearError.toFixed(1)}`,
    );
  const [r = null, alpha = null, a = null, b = null] = fit.standardErrors;
  return {
    state: 'fitted',
    parameters,
    standardErrors: { r, alpha, a, b },
    logLikelihood: fit.logLikelihood,
    atLimit: fit.atLimit.flatMap((axis) => NAMES[axis] ?? []),
    newCustomerYear,
    newCustomerYearError,
    ...soFar(parameters, groups),
  };
}

function tooLittle(reason: string): TooLittleData {
  return { state: 'too-little-data', reason };
}

function named([r = 1, alpha = 1, a = 1, b = 1]: readonly number[]): BgNbd {
  return { r, alpha, a, b };
}

function longestAge(groups: readonly HistoryGroup[]): number {
  let longest = 0;
  for (const { rows } of groups) for (const { age } of rows) longest = Math.max(longest, age);
  return longest;
}

/** Rows that are enough to choose among starts. */
export const PART_ROWS = 3000;

/** Every so many-th row. */
function partOf(groups: readonly HistoryGroup[]): HistoryGroup[] {
  const every = Math.ceil(groups.reduce((sum, { rows }) => sum + rows.length, 0) / PART_ROWS);
  let place = 0;
  return groups.map(({ repeats, rows }) => {
    const some = rows.filter(() => place++ % every === 0);
    return { repeats, customers: some.reduce((sum, { customers }) => sum + customers, 0), rows: some };
  });
}

/** From rates that are much alike to very different ones, around the mean rate that was seen. */
function startsFor(groups: readonly HistoryGroup[]): number[][] {
  let purchases = 0;
  let weeks = 0;
  for (const { repeats, rows } of groups) {
    for (const { age, customers } of rows) {
      purchases += repeats * customers;
      weeks += age * customers;
    }
  }
  const usualGap = purchases > 0 ? weeks / purchases : 1;
  return [
    [0.3, 0.3 * usualGap, 1, 3],
    [1, usualGap, 0.3, 3],
    [3, 3 * usualGap, 0.1, 1],
  ];
}

/** Of a new customer, with the standard error by the delta method. */
function yearOf({ parameters, covariance, free }: Fit): [year: number, error: number] {
  const year = expectedPurchases(named(parameters), VALUE_WEEKS);
  if (!covariance) return [year, Number.POSITIVE_INFINITY];
  const slopes = free.map((axis) => {
    const moved = (by: number) =>
      parameters.map((value, other) => (other === axis ? value * Math.exp(by) : value));
    const up = expectedPurchases(named(moved(SLOPE_STEP)), VALUE_WEEKS);
    const down = expectedPurchases(named(moved(-SLOPE_STEP)), VALUE_WEEKS);
    return (up - down) / (2 * SLOPE_STEP);
  });
  return [year, Math.sqrt(quadratic(slopes, covariance, slopes))];
}

const SLOPE_STEP = 1e-3;

/** Held against each other they show whether the model fits these customers at all. */
function soFar(parameters: BgNbd, groups: readonly HistoryGroup[]) {
  const byAge = new Map<number, number>();
  let observedRepeats = 0;
  for (const { repeats, customers, rows } of groups) {
    observedRepeats += repeats * customers;
    for (const row of rows) byAge.set(row.age, (byAge.get(row.age) ?? 0) + row.customers);
  }
  let modelledRepeats = 0;
  for (const [age, customers] of byAge) modelledRepeats += customers * expectedPurchases(parameters, age);
  return { modelledRepeats, observedRepeats };
}
