import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aliveProbability,
  bgNbdLogLikelihood,
  expectedPurchases,
  expectedPurchasesOf,
} from '../../../src/customers/value/bg-nbd.ts';
import { byQuadrature, expectedUntil } from '../../../src/customers/value/expected-until.ts';
import { groupHistories } from '../../../src/customers/value/history.ts';
import { logGamma } from '../../../src/lib/statistics/log-gamma.ts';

/** The fit of the paper. */
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('what the paper gives', () => {
  it.each([
    [1 / 7, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [78, 1.8576],
  ])('after %d weeks a new customer has bought again', (weeks, expected) => {
    expect(Math.abs(expectedPurchases(CDNOW, weeks) / expected - 1)).toBeLessThan(0.01);
  });

  it('of a customer who bought twice again, the last time in week 30 of 39', () => {
    const history = { repeats: 2, recency: 30.43, age: 38.86 };
    expect(expectedPurchasesOf(CDNOW, history, 39)).toBeCloseTo(1.226, 2);
  });
});

describe('the likelihood', () => {
  it('is the one of the paper, written out', () => {
    const { r, alpha, a, b } = CDNOW;
    const beta = (x: number, y: number) => Math.exp(logGamma(x) + logGamma(y) - logGamma(x + y));
    const gammas = (x: number) => Math.exp(logGamma(r + x) - logGamma(r));
    const likelihood = (x: number, recency: number, age: number) =>
      ((beta(a, b + x) / beta(a, b)) * gammas(x) * alpha ** r) / (alpha + age) ** (r + x) +
      (x > 0
        ? ((beta(a + 1, b + x - 1) / beta(a, b)) * gammas(x) * alpha ** r) / (alpha + recency) ** (r + x)
        : 0);
    const people = [
      { repeats: 0, recency: 0, age: 20 },
      { repeats: 2, recency: 30.43, age: 38.86 },
      { repeats: 2, recency: 30.43, age: 38.86 },
      { repeats: 7, recency: 10, age: 38 },
    ];
    const expected = people.reduce(
      (sum, { repeats, recency, age }) => sum + Math.log(likelihood(repeats, recency, age)),
      0,
    );
    expect(bgNbdLogLikelihood(CDNOW, groupHistories(people))).toBeCloseTo(expected, 10);
  });

  it('counts alike histories once, with their number', () => {
    const groups = groupHistories([
      { repeats: 1, recency: 3, age: 9 },
      { repeats: 1, recency: 3, age: 9, customers: 4 },
      { repeats: 0, recency: 0, age: 9 },
    ]);
    expect(groups).toEqual([
      { repeats: 0, customers: 1, rows: [{ recency: 0, age: 9, customers: 1 }] },
      { repeats: 1, customers: 5, rows: [{ recency: 3, age: 9, customers: 5 }] },
    ]);
  });
});

describe('aliveProbability', () => {
  it('falls with silence, the faster the oftener somebody bought, and is 1 for who bought once', () => {
    const after = (repeats: number, silence: number) =>
      aliveProbability(CDNOW, { repeats, recency: 20, age: 20 + silence });
    expect(after(2, 4)).toBeGreaterThan(after(2, 30));
    expect(after(20, 30)).toBeLessThan(after(2, 30));
    expect(aliveProbability(CDNOW, { repeats: 0, recency: 0, age: 100 })).toBe(1);
  });

  it('stays a probability for thousands of purchases and a long silence', () => {
    const alive = aliveProbability(CDNOW, { repeats: 5000, recency: 100, age: 400 });
    expect(alive).toBeGreaterThanOrEqual(0);
    expect(alive).toBeLessThan(1e-100);
  });
});

describe('expectedUntil', () => {
  /** Simpson's rule over p with a million intervals would be needed near the ends; here both ends are tame. */
  const slowly = (shape: number, ratio: number, a: number, b: number) => {
    const density = (p: number) => Math.exp((a - 1) * Math.log(p) + (b - 1) * Math.log1p(-p));
    const intervals = 20_000;
    let [sum, whole] = [0, 0];
    for (let i = 0; i < intervals; i++) {
      const p = (i + 0.5) / intervals;
      whole += density(p);
      sum += (density(p) * (1 - (1 + p * ratio) ** -shape)) / p;
    }
    return sum / whole;
  };

  it('is the mean over the chance to leave', () => {
    for (const [shape, ratio, a, b] of [
      [0.25, 11.8, 2.5, 2.4],
      [12, 0.9, 3, 8],
      [2, 4, 1, 3],
    ] as const)
      expect(expectedUntil({ shape, ratio, a, b })).toBeCloseTo(slowly(shape, ratio, a, b), 5);
  });

  it('is the same by series and by quadrature, for parameters of every size', () => {
    const positive = (min: number, max: number) =>
      fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(
        positive(0.01, 2000),
        positive(1e-4, 1e4),
        positive(1e-3, 1e4),
        positive(1e-3, 1e4),
        (shape, ratio, a, b) => {
          const given = { shape, ratio, a, b };
          expect(Math.abs(expectedUntil(given) / byQuadrature(given) - 1)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('passes through a = 1 and a + b = 1, where the closed form divides by nothing', () => {
    const near = (a: number, b: number) => expectedUntil({ shape: 0.5, ratio: 3, a, b });
    expect(near(1, 2)).toBeCloseTo((near(1 - 1e-6, 2) + near(1 + 1e-6, 2)) / 2, 9);
    expect(near(0.4, 0.6)).toBeCloseTo((near(0.4, 0.6 - 1e-6) + near(0.4, 0.6 + 1e-6)) / 2, 9);
  });

  it('expects nothing in no time', () => {
    expect(expectedUntil({ shape: 1, ratio: 0, a: 1, b: 1 })).toBe(0);
  });
});
