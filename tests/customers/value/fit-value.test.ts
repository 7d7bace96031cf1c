import { describe, expect, it } from 'vitest';
import { fitValue } from '../../../src/customers/value/fit-value.ts';
import {
  expectedSpend,
  gammaGammaLogLikelihood,
  groupSpends,
} from '../../../src/customers/value/gamma-gamma.ts';
import { summariseDays } from '../../../src/customers/value/summarise-days.ts';
import {
  scorePurchases,
  type ValueModel,
  type ValueSummary,
} from '../../../src/customers/value/value-model.ts';
import { logGamma } from '../../../src/lib/statistics/log-gamma.ts';
import { seededRandom } from '../../../src/lib/statistics/random.ts';

const TRUTH = { r: 0.8, alpha: 6, a: 0.7, b: 3 };

/** Customers of a bakery who behave exactly as the model has it, over two years. */
function bakery(number: number, seed: number): ValueSummary[] {
  const random = seededRandom(seed);
  return Array.from({ length: number }, () => {
    const rate = random.gamma(TRUTH.r) / TRUTH.alpha;
    const leaves = random.beta(TRUTH.a, TRUTH.b);
    const age = 20 + random.uniform() * 84;
    const spendRate = random.gamma(4) / 3000;
    let [repeats, recency, spent] = [0, 0, 0];
    for (let at = 0; ; ) {
      at += random.gamma(1) / rate;
      if (at > age) break;
      repeats++;
      recency = at;
      spent += random.gamma(5) / spendRate;
      if (random.uniform() < leaves) break;
    }
    return { repeats, recency, age, meanSpend: repeats > 0 ? spent / repeats : null };
  });
}

describe('fitValue', () => {
  it('finds the parameters that customers were made with, within three standard errors', async () => {
    const { purchases, spend } = await fitValue(bakery(4000, 7));
    if (purchases.state !== 'fitted' || spend.state !== 'fitted') throw new Error('there is no fit');
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      const error = purchases.standardErrors[name] ?? 0;
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(purchases.parameters[name] - TRUTH[name])).toBeLessThan(3 * error);
    }
    expect(purchases.modelledRepeats / purchases.observedRepeats).toBeCloseTo(1, 1);
    const spendTruth = { p: 5, q: 4, v: 3000 };
    for (const name of ['p', 'q', 'v'] as const)
      expect(Math.abs(spend.parameters[name] - spendTruth[name])).toBeLessThan(
        3 * (spend.standardErrors[name] ?? 0),
      );
    expect(spend.usualSpend).toBeGreaterThan(4000);
    expect(spend.usualSpend).toBeLessThan(6000);
  });

  it('says that there is too little data, and why', async () => {
    expect(await fitValue([])).toMatchObject({
      purchases: { state: 'too-little-data', reason: '0 customers bought again, 20 are needed' },
      spend: { state: 'too-little-data' },
      customers: 0,
    });
    const { purchases } = await fitValue(bakery(15, 3));
    expect(purchases).toMatchObject({ state: 'too-little-data' });
    // All came yesterday and today.
    const alike = Array.from({ length: 40 }, () => ({
      repeats: 1,
      recency: 1 / 7,
      age: 1 / 7,
      meanSpend: 0,
    }));
    const degenerate = await fitValue(alike);
    expect(degenerate.purchases).toMatchObject({
      reason: 'the first purchase was 0.1 weeks ago, 8 are needed',
    });
    expect(degenerate.spend).toMatchObject({
      reason: 'amounts of 0 customers who bought again, 20 are needed',
    });
  });

  it('bears customers who are all alike: parameters at their limits, and figures that make sense', async () => {
    const alike = Array.from({ length: 200 }, (_, number) => ({
      repeats: 5 + (number % 3),
      recency: 49 + (number % 3),
      age: 52,
      meanSpend: 1000,
    }));
    const model = await fitValue(alike);
    if (model.purchases.state !== 'fitted' || model.spend.state !== 'fitted')
      throw new Error('there is no fit');
    expect(model.purchases.atLimit).toContain('r');
    expect(model.purchases.standardErrors.r).toBeNull();
    expect(model.purchases.newCustomerYear).toBeCloseTo(6, 0);
    expect(model.spend.usualSpend).toBeCloseTo(1000, -1);
    const value = scorePurchases(model, { repeats: 6, recency: 50, age: 52, meanSpend: 1000 });
    expect(value.alive).toBeGreaterThan(0.95);
    expect(value.expectedRevenueMinor).toBeGreaterThan(5000);
    expect(value.expectedRevenueMinor).toBeLessThan(7000);
  });

  it('lets others have the thread', async () => {
    let breaths = 0;
    await fitValue(bakery(300, 5), {
      breathe: async () => {
        breaths++;
        await Promise.resolve();
      },
    });
    expect(breaths).toBeGreaterThan(50);
  });
});

describe('scorePurchases', () => {
  const fitted = (): Promise<ValueModel> => fitValue(bakery(2000, 11));

  it('expects more of Karim, who came last week, than of Layla, who has not come for a year', async () => {
    const model = await fitted();
    const karim = scorePurchases(model, { repeats: 9, recency: 59, age: 60, meanSpend: 4850 });
    const layla = scorePurchases(model, { repeats: 9, recency: 8, age: 60, meanSpend: 4850 });
    expect(karim.alive).toBeGreaterThan(0.8);
    expect(layla.alive).toBeLessThan(0.05);
    expect(karim.expectedRevenueMinor).toBeGreaterThan(20 * (layla.expectedRevenueMinor ?? 0));
    expect(karim.reasons).toEqual([]);
  });

  it('does not claim that who bought once is alive', async () => {
    const once = scorePurchases(await fitted(), { repeats: 0, recency: 0, age: 30, meanSpend: null });
    expect(once.alive).toBeNull();
    expect(once.expectedPurchases).toBeGreaterThan(0);
    expect(once.expectedRevenueMinor).toBeGreaterThan(0);
    expect(once.reasons).toEqual([
      'bought on one day only: whether they will come back cannot be told from it',
    ]);
  });

  it('hands on why nothing can be said', async () => {
    const value = scorePurchases(await fitValue([]), { repeats: 3, recency: 5, age: 6, meanSpend: 100 });
    expect(value).toMatchObject({ alive: null, expectedPurchases: null, expectedRevenueMinor: null });
    expect(value.reasons).toEqual(['too little data: 0 customers bought again, 20 are needed']);
  });
});

describe('the Gamma-Gamma model', () => {
  it('has the likelihood of the paper, written out', () => {
    const [p, q, v, x, mean] = [6, 4, 15, 3, 22];
    const expected =
      logGamma(p * x + q) -
      logGamma(p * x) -
      logGamma(q) +
      q * Math.log(v) +
      (p * x - 1) * Math.log(mean) +
      p * x * Math.log(x) -
      (p * x + q) * Math.log(v + x * mean);
    const groups = groupSpends([
      { repeats: x, mean },
      { repeats: 0, mean: 0 },
      { repeats: 2, mean: 0 },
    ]);
    expect(gammaGammaLogLikelihood({ p, q, v }, groups)).toBeCloseTo(expected, 10);
  });

  it('draws a mean towards that of all, the less the more purchases it is of', () => {
    const model = { p: 6.25, q: 3.74, v: 15.44 };
    expect(expectedSpend(model, { repeats: 0, mean: 0 })).toBeCloseTo(35.22, 2);
    const [one = 0, many = 0] = [1, 100].map((repeats) => expectedSpend(model, { repeats, mean: 100 }));
    expect(one).toBeGreaterThan(35.22);
    expect(one).toBeLessThan(many);
    expect(many).toBeCloseTo(100, 0);
    expect(expectedSpend({ p: 1, q: 0.9, v: 1 }, { repeats: 0, mean: 0 })).toBeUndefined();
  });
});

describe('summariseDays', () => {
  it('counts a day once, leaves out the first, and ends today', () => {
    const purchases = [
      { day: 10, amountMinor: 500 },
      { day: 3, amountMinor: 900 },
      { day: 3, amountMinor: 100 },
      { day: 10, amountMinor: 250 },
      { day: 17, amountMinor: 1000 },
      { day: 40, amountMinor: 9 },
    ];
    expect(summariseDays(purchases, 24)).toEqual({ repeats: 2, recency: 2, age: 3, meanSpend: 875 });
    expect(summariseDays(purchases, 5)).toEqual({ repeats: 0, recency: 0, age: 2 / 7, meanSpend: null });
    expect(summariseDays(purchases, 1)).toBeUndefined();
  });
});
