import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logAdd, logBeta, logChoose, logGamma } from '../../../src/lib/statistics/log-gamma.ts';

describe('logGamma', () => {
  it.each([
    [1, 0],
    [2, 0],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [5, Math.log(24)],
    [1e-5, 11.51291969289582],
    [100, 359.1342053695754],
    [1e5, 1051287.7089736538],
  ])('knows ln Γ(%d)', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)));
  });

  it('holds Γ(x + 1) = x Γ(x) for every size', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const expected = logGamma(x) + Math.log(x);
        expect(Math.abs(logGamma(x + 1) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
      }),
    );
  });

  it('has no value where Γ has none, or is negative', () => {
    expect([0, -1, Number.NaN].map(logGamma)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

it('counts ways to choose, and knows the Beta function', () => {
  expect(Math.exp(logChoose(49, 6))).toBeCloseTo(13_983_816, 4);
  expect(Math.exp(logBeta(2, 3))).toBeCloseTo(1 / 12, 14);
});

it('adds numbers whose logarithms overflow', () => {
  expect(logAdd(1000, 1000)).toBeCloseTo(1000 + Math.LN2, 12);
  expect(logAdd(Number.NEGATIVE_INFINITY, -5)).toBe(-5);
  expect(logAdd(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
});
