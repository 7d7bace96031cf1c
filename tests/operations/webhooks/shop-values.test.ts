import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorOf, minorOfStripe, timeOf } from '../../../src/operations/webhooks/shop-values.ts';
import { minorDigits } from '../../../src/rendering/money.ts';

describe('minorOf', () => {
  it.each([
    ['24.50', 'EUR', 2450],
    ['24.5', 'EUR', 2450],
    ['24', 'EUR', 2400],
    ['0.005', 'EUR', 1],
    ['0.0049999', 'EUR', 0],
    ['-10.00', 'EUR', -1000],
    ['1500', 'JPY', 1500],
    ['1500.00', 'JPY', 1500],
    ['1.234', 'KWD', 1234],
    ['12.5', 'KWD', 12500],
    ['120000', 'IRT', 120000],
    ['19.999', 'EUR', 2000],
  ])('reads %s %s as %i', (text, currency, minor) => {
    expect(minorOf(text, currency)).toBe(minor);
  });

  it.each(['', 'free', '1,5', '1e3', '٣', '1.2.3', '99999999999999999'])('refuses %j', (text) => {
    expect(() => minorOf(text, 'EUR')).toThrow(/no amount|too large/);
  });

  it('reads back what a shop writes, in currencies with none, two and three decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom('JPY', 'EUR', 'KWD', 'USD', 'TND'),
        (minor, currency) => {
          const digits = minorDigits(currency);
          const written = (minor / 10 ** digits).toFixed(digits);
          expect(minorOf(written, currency)).toBe(minor);
        },
      ),
    );
  });
});

describe('minorOfStripe', () => {
  it.each([
    [1099, 'EUR', 1099],
    [500, 'JPY', 500],
    [5120, 'KWD', 5120],
    // They have no decimals, and Stripe writes two.
    [500, 'ISK', 5],
    [1000, 'UGX', 10],
  ])('takes %i of %s for %i', (amount, currency, minor) => {
    expect(minorOfStripe(amount, currency)).toBe(minor);
  });

  it('keeps the value of what Stripe writes without decimals, whatever we keep of it', () => {
    expect(minorOfStripe(700, 'MGA')).toBe(700 * 10 ** minorDigits('MGA'));
  });
});

it('takes a time without an offset for UTC', () => {
  expect(timeOf('2026-03-10T11:00:00')).toEqual(new Date('2026-03-10T11:00:00Z'));
  expect(timeOf('2026-03-10T12:00:00+01:00')).toEqual(new Date('2026-03-10T11:00:00Z'));
  expect(() => timeOf('yesterday')).toThrow(/no time/);
});
