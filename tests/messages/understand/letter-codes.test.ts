import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterCodes } from '../../../src/messages/understand/letter-codes.ts';

describe('letterCodes', () => {
  it('gives every unit of a text, also of a piece of one, a long one and one that is no text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'م', '\ud800', '\udc00', '😀', '\0', '\n'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, fc.nat(20), fc.constantFrom(1, 1, 1, 500), (piece, from, times) => {
        const long = piece.repeat(times).slice(from);
        const codes = letterCodes(long).subarray(0, long.length);
        expect(Array.from(codes)).toEqual(Array.from(long.split(''), (unit) => unit.charCodeAt(0)));
      }),
    );
  });
});
