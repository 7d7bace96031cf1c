import { expect, test } from 'vitest';
import { describeProblem, placeAt } from '../../src/rendering/template-problem.ts';

test('places count from one', () => {
  expect(placeAt('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(placeAt('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});

test('a problem without a suggestion ends with its message', () => {
  const problem = { severity: 'error', file: 'a/en/body.mjml', line: 3, column: 9, message: 'oh' } as const;
  expect(describeProblem(problem)).toBe('a/en/body.mjml:3:9: oh');
});
