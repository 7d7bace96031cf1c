import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { falseDiscoveryRates } from '../../../src/lib/statistics/benjamini-hochberg.ts';
import { fisherMore } from '../../../src/lib/statistics/fisher.ts';

describe('fisherMore', () => {
  it('knows the lady who tastes whether the milk came first', () => {
    // Fisher, The Design of Experiments (1935): three of four cups right.
    expect(fisherMore({ part: 3, whole: 4, otherPart: 1, otherWhole: 4 })).toBeCloseTo(17 / 70, 12);
    expect(fisherMore({ part: 4, whole: 4, otherPart: 0, otherWhole: 4 })).toBeCloseTo(1 / 70, 12);
  });

  it('is 1 where there cannot be fewer, and small but never 0 where there is much more', () => {
    expect(fisherMore({ part: 0, whole: 9, otherPart: 3, otherWhole: 9 })).toBe(1);
    expect(fisherMore({ part: 5, whole: 5, otherPart: 2, otherWhole: 2 })).toBe(1);
    const huge = fisherMore({ part: 200, whole: 1000, otherPart: 10_000, otherWhole: 999_000 });
    expect(huge).toBeGreaterThan(0);
    expect(huge).toBeLessThan(1e-100);
  });

  it('is the sum of all tables that are as far or farther, however lopsided', () => {
    const factorial = (n: number): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1));
    const choose = (n: number, k: number) =>
      k < 0 || k > n ? 0n : factorial(n) / (factorial(k) * factorial(n - k));
    fc.assert(
      fc.property(fc.nat(25), fc.nat(25), fc.nat(), fc.nat(), (whole, otherWhole, a, b) => {
        const [part, otherPart] = [a % (whole + 1), b % (otherWhole + 1)];
        const having = part + otherPart;
        let sum = 0n;
        for (let k = part; k <= Math.min(whole, having); k++)
          sum += choose(whole, k) * choose(otherWhole, having - k);
        const expected = Number(sum) / Number(choose(whole + otherWhole, having));
        expect(fisherMore({ part, whole, otherPart, otherWhole })).toBeCloseTo(expected, 9);
      }),
    );
  });
});

describe('falseDiscoveryRates', () => {
  it('corrects for how many were looked at', () => {
    const rates = falseDiscoveryRates([0.04, 0.001, 0.9, 0.01]);
    expect(rates).toEqual([0.04 * (4 / 3), 0.004, 0.9, 0.02].map((rate) => expect.closeTo(rate, 12)));
    expect(falseDiscoveryRates([0.001], 100)).toEqual([0.1]);
    expect(falseDiscoveryRates([])).toEqual([]);
  });

  it('keeps the order of the p-values and never falls below them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (pValues) => {
        const rates = falseDiscoveryRates(pValues);
        expect(rates.every((rate, i) => rate >= (pValues[i] ?? 1) * (1 - 1e-12))).toBe(true);
        const pairs = pValues.map((p, i) => ({ p, rate: rates[i] ?? 1 })).sort((a, b) => a.p - b.p);
        expect(pairs.every(({ rate }, i) => rate <= (pairs[i + 1]?.rate ?? 1))).toBe(true);
      }),
    );
  });
});
