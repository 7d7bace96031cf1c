import { expect, test } from 'vitest';
import { formatMoney, minorDigits } from '../../src/rendering/money.ts';

test.each([
  [4850, 'EUR', '€48.50', '‏٤٨٫٥٠ €', '۴۸٫۵۰ یورو'],
  [-1_234_567_00, 'USD', '-$1,234,567.00', '‏؜-‏١٬٢٣٤٬٥٦٧٫٠٠ US$', '‎−۱٬۲۳۴٬۵۶۷٫۰۰ دلار'],
  [8_450_000, 'IRR', 'IRR 8,450,000', '‏٨٬٤٥٠٬٠٠٠ ر.إ.', '۸٬۴۵۰٬۰۰۰ ریال'],
  [845_000, 'irt', 'IRT 845,000', '‏٨٤٥٬٠٠٠ IRT', '۸۴۵٬۰۰۰ تومان'],
  [1234, 'KWD', 'KWD 1.234', '‏١٫٢٣٤ د.ك.‏', '۱٫۲۳۴ KWD'],
])('%d minor units of %s', (amount, currency, en, ar, fa) => {
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');
  expect(plain(formatMoney(amount, currency, 'en'))).toBe(en);
  expect(plain(formatMoney(BigInt(amount), currency, 'ar')).replace(/[\u200e\u200f\u061c]/g, '')).toBe(
    ar.replace(/[\u200e\u200f\u061c]/g, ''),
  );
  expect(plain(formatMoney(amount, currency, 'fa'))).toBe(fa);
});

test('minor units follow the currency', () => {
  expect(['EUR', 'JPY', 'KWD', 'IRT'].map(minorDigits)).toEqual([2, 0, 3, 0]);
});

test('what is no currency code is a bug', () => {
  expect(() => formatMoney(1, 'euro', 'en')).toThrow(RangeError);
});
