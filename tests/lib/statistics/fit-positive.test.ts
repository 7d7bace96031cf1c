import { describe, expect, it } from 'vitest';
import { curvature, inverse, quadratic } from '../../../src/lib/statistics/curvature.ts';
import { fitPositive } from '../../../src/lib/statistics/fit-positive.ts';
import { minimise, type Point } from '../../../src/lib/statistics/minimise.ts';

const WIDE = { smallest: 1e-4, largest: 1e4 };
const NARROW = { smallest: 1e-2, largest: 1e2 };
const options = { step: 0.5, tolerance: 1e-14, maxEvaluations: 5000 };

describe('minimise', () => {
  it("finds the end of Rosenbrock's curved valley", async () => {
    const valley = ([x = 0, y = 0]: Point) => 100 * (y - x ** 2) ** 2 + (1 - x) ** 2;
    const { point, settled } = await minimise(valley, [-1.2, 1], options);
    expect(settled).toBe(true);
    expect(point[0]).toBeCloseTo(1, 4);
    expect(point[1]).toBeCloseTo(1, 4);
  });

  it('says so when it ran out of evaluations, and stays away from what is no number', async () => {
    const hole = ([x = 0]: Point) => (x < 1 ? Number.NaN : x);
    expect(await minimise(hole, [5], { ...options, maxEvaluations: 20 })).toMatchObject({ settled: false });
    const { point } = await minimise(hole, [5], options);
    expect(point[0]).toBeCloseTo(1, 4);
  });
});

describe('curvature and inverse', () => {
  it('gives the derivatives of a bowl, and the inverse of its matrix', () => {
    const bowl = ([x = 0, y = 0]: Point) => 2 * x ** 2 + x * y + 3 * y ** 2;
    const { gradient, hessian } = curvature(bowl, [1, 2], [0, 1]);
    expect(gradient[0]).toBeCloseTo(6, 6);
    expect(gradient[1]).toBeCloseTo(13, 6);
    const inverted = inverse(hessian) ?? [];
    expect(inverted[0]?.[0]).toBeCloseTo(6 / 23, 5);
    expect(inverted[0]?.[1]).toBeCloseTo(-1 / 23, 5);
    expect(inverted[1]?.[1]).toBeCloseTo(4 / 23, 5);
    expect(quadratic([1, 2], inverted, [1, 2])).toBeCloseTo(18 / 23, 5);
  });

  it('has no inverse of a saddle or of a plain', () => {
    expect(inverse([[1, 2], [2, 1]])).toBeUndefined(); // biome-ignore format: a matrix
    expect(inverse([[1, 1], [1, 1]])).toBeUndefined(); // biome-ignore format: a matrix
  });
});

describe('fitPositive', () => {
  it('gives the textbook answer for waiting times: the rate, and the rate over the root of their number', async () => {
    const [number, total] = [400, 100];
    const fit = await fitPositive({
      logLikelihood: ([rate = 1]) => number * Math.log(rate) - rate * total,
      starts: [[0.1], [50]],
      ranges: [WIDE],
    });
    expect(fit.converged).toBe(true);
    expect(fit.parameters[0]).toBeCloseTo(4, 5);
    expect(fit.standardErrors[0]).toBeCloseTo(4 / 20, 5);
    expect(fit.logLikelihood).toBeCloseTo(number * Math.log(4) - number, 6);
  });

  it('says which parameter ran to the end of its range, and fits the others', async () => {
    const fit = await fitPositive({
      logLikelihood: ([rate = 1, more = 1]) => 9 * Math.log(rate) - rate + Math.log(more),
      starts: [[1, 1]],
      ranges: [NARROW, NARROW],
    });
    expect(fit.atLimit).toEqual([1]);
    expect(fit.standardErrors[1]).toBeNull();
    expect(fit.parameters[0]).toBeCloseTo(9, 4);
    expect(fit.standardErrors[0]).toBeCloseTo(3, 4);
  });

  it('does not call a plain a top', async () => {
    const fit = await fitPositive({
      logLikelihood: ([a = 1, b = 1]) => -((Math.log(a * b) - 1) ** 2),
      starts: [[1, 1]],
      ranges: [WIDE, WIDE],
    });
    expect(fit.converged).toBe(false);
    expect(fit.standardErrors).toEqual([null, null]);
  });
});
