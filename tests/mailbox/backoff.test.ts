import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoginWrong, retryDelayMs } from '../../src/mailbox/backoff.ts';
import type { FailureClass } from '../../src/mailbox/mailbox.ts';

describe('retryDelayMs', () => {
  it('begins at two seconds and grows by half to five minutes', () => {
    const delays = [1, 2, 3, 4, 12, 13, 14, 100].map((failures) => retryDelayMs(failures, 'network', 0));
    expect(delays).toEqual([2000, 3000, 4500, 6750, 172_995, 259_493, 300_000, 300_000]);
  });

  it('gives a server time that asks for it', () => {
    expect(retryDelayMs(1, 'throttle', 0)).toBe(60_000);
    expect(retryDelayMs(1, 'capacity', 0)).toBe(15_000);
  });

  it('is never more than five minutes, nor less than three quarters of itself', () => {
    const classes: FailureClass[] = ['auth', 'capacity', 'throttle', 'network', 'protocol', 'missing-folder'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom(...classes),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, failureClass, random) => {
          const delay = retryDelayMs(failures, failureClass, random);
          expect(delay).toBeLessThanOrEqual(300_000);
          expect(delay).toBeGreaterThanOrEqual(0.75 * retryDelayMs(failures, failureClass, 0) - 1);
        },
      ),
    );
  });
});

describe('isLoginWrong', () => {
  const first = new Date('2025-03-01T10:00:00Z');
  const after = (minutes: number) => new Date(first.getTime() + minutes * 60_000);

  it('wants several refusals over some time, not one of both', () => {
    expect(isLoginWrong(1, first, after(60))).toBe(false);
    expect(isLoginWrong(50, first, after(1))).toBe(false);
    expect(isLoginWrong(5, first, after(10))).toBe(true);
  });
});
