import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPhoneNumber } from '../../src/lib/phone-number.ts';

test.each([
  ['+98 21 1234 5678', undefined, '+982112345678'],
  ['۰۲۱-۱۲۳۴ ۵۶۷۸', 'IR', '+982112345678'],
  ['٠٥٠ ١٢٣ ٤٥٦٧', 'SA', '+966501234567'],
  ['0049 (0)30 1234567', undefined, '+49301234567'],
  ['(020) 7946 0018', 'gb', '+442079460018'],
  ['Tel: 030/1234567', 'DE', '+49301234567'],
  ['tel. +1 212-555-0100', undefined, '+12125550100'],
])('reads %s', (text, country, e164) => {
  expect(readPhoneNumber(text, country)?.e164).toBe(e164);
});

test('keeps an extension', () => {
  expect(readPhoneNumber('+44 20 7946 0018 ext. 12')).toEqual({
    e164: '+442079460018',
    extension: '12',
    country: 'GB',
  });
});

test.each([
  ['030 1234567', undefined],
  ['030 1234567', 'Atlantis'],
  ['12', 'DE'],
  ['Order 1042', 'DE'],
  ['', 'DE'],
  ['+', undefined],
  [`+49${'1'.repeat(80)}`, undefined],
])('does not guess at %s in %s', (text, country) => {
  expect(readPhoneNumber(text, country)).toBeUndefined();
});

test('throws at nothing, and gives E.164 or nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(undefined, 'IR', 'DE', '??'), (text, country) => {
      expect(readPhoneNumber(text, country)?.e164 ?? '+123').toMatch(/^\+[1-9]\d{1,14}$/);
    }),
  );
  expect(readPhoneNumber('??', '??')).toBeUndefined();
});
