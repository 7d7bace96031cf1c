import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFetch } from '../../../src/messages/ingest/plan.ts';

const mail = (uid: number, size: number) => ({ uid, size, internalDate: new Date(0) });
const LIMITS = { batchMessages: 3, batchBytes: 1000, maxMessageBytes: 5000 };

describe('planFetch', () => {
  it('gives a mail larger than a batch one of its own', () => {
    const batches = planFetch([mail(1, 10), mail(2, 4000), mail(3, 10)], LIMITS);
    expect(batches.map(({ fetch }) => fetch.map(({ uid }) => uid))).toEqual([[1], [2], [3]]);
  });

  it('settles what is too large in its place', () => {
    const batches = planFetch([mail(1, 10), mail(2, 9000)], LIMITS);
    expect(batches).toMatchObject([{ fetch: [{ uid: 1 }], tooLarge: [{ uid: 2 }], last: 2 }]);
  });

  it('covers every mail once, in order, within the limits', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 7000 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, (sizes) => {
        const mails = sizes.map((size, at) => mail(at + 1, size));
        const batches = planFetch(mails, LIMITS);
        const covered = batches.map(({ fetch, tooLarge }) =>
          [...fetch, ...tooLarge].map(({ uid }) => uid).toSorted((a, b) => a - b),
        );
        expect(covered.flat()).toEqual(mails.map(({ uid }) => uid));
        for (const [at, batch] of batches.entries()) {
          expect(batch.last).toBe(covered[at]?.at(-1));
          expect(covered[at]?.length).toBeLessThanOrEqual(LIMITS.batchMessages);
          const bytes = batch.fetch.reduce((sum, { size }) => sum + size, 0);
          expect(bytes <= LIMITS.batchBytes || batch.fetch.length === 1).toBe(true);
          expect(batch.tooLarge.every(({ size }) => size > LIMITS.maxMessageBytes)).toBe(true);
        }
      }),
    );
  });
});
