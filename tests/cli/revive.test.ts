import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revive } from '../../src/cli/revive.ts';

describe('revive', () => {
  it('makes times Dates again at any depth, and leaves all else', () => {
    const answer = {
      at: new Date('2026-11-22T14:05:59.123Z'),
      rows: [{ at: null, day: '2026-11-22', n: 3 }],
    };
    expect(revive(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  });

  it('takes only a whole time for one', () => {
    const texts = ['2026-11-22', 'at 2026-11-22T14:05:59Z', '2026-11-22T14:05:59+01:00', ''];
    expect(revive(texts)).toEqual(texts);
  });

  it('gives every moment back', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), (at) => {
        expect(revive(at.toISOString() as unknown)).toEqual(at);
      }),
    );
  });
});
