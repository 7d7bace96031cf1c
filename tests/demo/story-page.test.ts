import { expect, test } from 'vitest';
import { named, several, some, storyPage } from '../../src/demo/story-page.ts';

test('counts in words', () => {
  expect([several(1, 'order'), several(1583, 'order'), several(2, 'company', 'companies')]).toEqual([
    '1 order',
    '1,583 orders',
    '2 companies',
  ]);
  expect(some(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  expect(some(['a', 'b'], 2)).toBe('a, b');
});

test('a name written from right to left does not turn what follows', () => {
  expect(named('Clara')).toBe('Clara');
  expect(named('شیرین')).toBe('شیرین\u200e');
});

test('chapters are numbered', () => {
  const lines: string[] = [];
  const page = storyPage({
    line: (text = '') => lines.push(text),
    error: () => {},
    progress: () => {},
    progressDone: () => {},
  });
  page.chapter('One day');
  page.say('a mail came');
  page.chapter('The next');
  // Colours depend on where the tests run.
  const escape = String.fromCodePoint(27);
  const plain = lines.map((line) => line.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '').trim());
  expect(plain).toEqual(['', '1  One day', 'a mail came', '', '2  The next']);
});
