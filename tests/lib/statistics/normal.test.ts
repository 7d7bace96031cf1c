import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  normalAbove,
  normalBelow,
  normalQuantileAbove,
  studentOfZ,
  zOfStudent,
} from '../../../src/lib/statistics/normal.ts';

describe('the normal distribution', () => {
  it('has the shares that tables have', () => {
    expect(normalBelow(0)).toBeCloseTo(0.5, 7);
    expect(normalBelow(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalBelow(-1)).toBeCloseTo(0.1586553, 6);
    expect(normalAbove(4)).toBeCloseTo(3.167e-5, 7);
    expect(normalQuantileAbove(0.025)).toBeCloseTo(1.96, 2);
    expect(normalQuantileAbove(0.9)).toBeCloseTo(-1.2816, 3);
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
        expect(normalAbove(normalQuantileAbove(share))).toBeCloseTo(share, 3);
      }),
    );
  });
});

describe("Student's distribution", () => {
  it('has the tails that tables have', () => {
    // t.975 of 1, 5, 10 and 30 degrees of freedom.
    for (const [freedom, t, error] of [
      [1, 12.706, 0.01],
      [5, 2.5706, 0.001],
      [10, 2.2281, 0.0005],
      [30, 2.0423, 0.0001],
    ] as const)
      expect(Math.abs(normalAbove(zOfStudent(t, freedom)) - 0.025)).toBeLessThan(error);
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 2, max: 200, noNaN: true }),
        (t, freedom) => {
          expect(studentOfZ(zOfStudent(t, freedom), freedom)).toBeCloseTo(t, 6);
        },
      ),
    );
  });
});
