import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uidSet } from '../../src/mailbox/imap/uid-set.ts';

it('writes ranges and single numbers', () => {
  expect(uidSet([9, 3, 4, 5, 7, 8, 12])).toBe('3:5,7:9,12');
  expect(uidSet([])).toBe('');
});

it('holds exactly the numbers given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (uids) => {
      const back = uidSet(uids)
        .split(',')
        .filter(Boolean)
        .flatMap((part) => {
          const [from = 0, to = from] = part.split(':').map(Number);
          return Array.from({ length: to - from + 1 }, (_, at) => from + at);
        });
      expect(back).toEqual([...new Set(uids)].toSorted((a, b) => a - b));
    }),
  );
});
