import { expect, test } from 'vitest';
import { anchorDirection, settleDirection } from '../../src/rendering/direction.ts';

test('a line that begins with Latin letters is anchored to the right when it holds Persian', () => {
  expect(anchorDirection('Karim گرامی\n#A-1\nسلام Karim\n12 عدد', 'fa')).toBe(
    '\u200fKarim گرامی\n#A-1\nسلام Karim\n12 عدد',
  );
});

test('English is left alone', () => {
  expect(anchorDirection('Karim گرامی', 'en')).toBe('Karim گرامی');
  expect(settleDirection('order #A-1', 'en')).toBe('order #A-1');
});

test('a sign before a number stays before it, and is marked once', () => {
  const settled = settleDirection('سفارش #A-1042/26 و +98 21 555، a@b.example', 'fa');
  expect(settled).toBe('سفارش \u200e#A-1042/26 و \u200e+98 21 555، a@b.example');
  expect(settleDirection(settled, 'fa')).toBe(settled);
});
