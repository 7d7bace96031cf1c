import { expect, it } from 'vitest';
import { describeError } from '../../src/lib/errors.ts';

it('tells the chain of causes, and nothing twice', () => {
  const refused = new Error('connect ECONNREFUSED 127.0.0.1:25');
  const wrapped = new Error('cannot connect to smtp.bakery.example:25', { cause: refused });
  expect(describeError(wrapped)).toBe(
    'cannot connect to smtp.bakery.example:25: connect ECONNREFUSED 127.0.0.1:25',
  );
  const quoting = new Error(`smtp.bakery.example: ${refused.message}`, { cause: refused });
  expect(describeError(quoting)).toBe('smtp.bakery.example: connect ECONNREFUSED 127.0.0.1:25');
  expect(describeError(undefined)).toBe('unknown error');
});
