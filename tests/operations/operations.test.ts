import { describe, expect, it } from 'vitest';
import { ExitCode, WafaError } from '../../src/lib/errors.ts';
import { findOperation, OPERATIONS } from '../../src/operations/operations.ts';

describe('the operations', () => {
  it('are found by their names, of which each is given once', () => {
    for (const operation of OPERATIONS) expect(findOperation(operation.name)).toBe(operation);
    expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
    expect(findOperation('status').name).toBe('status');
  });

  it('are suggested to who mistypes one', () => {
    const error = refusalOf('statsu');
    expect(error.hint).toBe('did you mean "status"?');
    expect(error.exitCode).toBe(ExitCode.usage);
  });

  it('are listed to who asks for something else altogether', () => {
    expect(refusalOf('make-coffee').hint).toContain('digest-preview');
  });

  it.each(['__proto__', 'constructor', ''])('do not include %j', (name) => {
    expect(() => findOperation(name)).toThrow(WafaError);
  });
});

function refusalOf(name: string): WafaError {
  try {
    findOperation(name);
  } catch (error) {
    if (error instanceof WafaError) return error;
  }
  throw new Error('nothing was refused');
}
