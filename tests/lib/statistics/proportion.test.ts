import { expect, it } from 'vitest';
import { proportion } from '../../../src/lib/statistics/proportion.ts';

it("gives Wilson's interval", () => {
  const some = proportion(15, 148);
  expect(some?.share).toBeCloseTo(0.1014, 4);
  // Newcombe, Statistics in Medicine 17 (1998), table I.
  expect(some?.low).toBeCloseTo(0.0624, 4);
  expect(some?.high).toBeCloseTo(0.1605, 4);
});

it('holds for none and for all of a few, and has nothing to say of nobody', () => {
  expect(proportion(0, 20)).toMatchObject({ share: 0, low: 0 });
  expect(proportion(0, 20)?.high).toBeCloseTo(0.1611, 4);
  expect(proportion(3, 3)).toMatchObject({ share: 1, high: 1 });
  expect(proportion(3, 3)?.low).toBeCloseTo(0.4385, 4);
  expect(proportion(0, 0)).toBeUndefined();
});
