import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../src/lib/statistics/random.ts';

const DRAWS = 40_000;

function momentsOf(draw: (random: Random) => number): [mean: number, variance: number] {
  const random = seededRandom(1);
  const values = Array.from({ length: DRAWS }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS];
}

it.each<[string, (random: Random) => number, number, number]>([
  ['evenly', (random) => random.uniform(), 1 / 2, 1 / 12],
  ['normally', (random) => random.normal(), 0, 1],
  ['from a Gamma', (random) => random.gamma(3.5), 3.5, 3.5],
  ['from a Gamma with a peak at 0', (random) => random.gamma(0.3), 0.3, 0.3],
  ['from a Beta', (random) => random.beta(2, 6), 1 / 4, 12 / (64 * 9)],
])('draws %s', (_name, draw, mean, variance) => {
  const [drawnMean, drawnVariance] = momentsOf(draw);
  expect(Math.abs(drawnMean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
  expect(Math.abs(drawnVariance / variance - 1)).toBeLessThan(0.06);
});

it('draws the same again from the same seed, and something else from another', () => {
  const three = (seed: number) => {
    const random = seededRandom(seed);
    return [random.uniform(), random.uniform(), random.uniform()];
  };
  expect(three(5)).toEqual(three(5));
  expect(three(5)).not.toEqual(three(6));
});
