import { describe, expect, it } from 'vitest';
import { minute, shortId, table } from '../../src/cli/table.ts';

describe('table', () => {
  it('aligns columns and leaves nothing behind the last cell', () => {
    expect(
      table([
        ['lead', 'Karim', 'karim@workshop.example', ''],
        ['customer', 'Zoé', 'z@x.example', 'Café'],
      ]),
    ).toEqual(['lead      Karim  karim@workshop.example', 'customer  Zoé    z@x.example             Café']);
  });

  it.each([
    ['another script', 'مریم', 'Karl'],
    ['marks written over letters', 'مُحَمَّد', 'محمد'],
    ['letters put together from two', 'Zoe\u0301', 'Zoé'],
  ])('lines columns up by what is seen: %s', (_what, marked, plain) => {
    const [first, second] = table([
      [marked, 'x'],
      [plain, 'x'],
    ]);
    expect(first?.slice(marked.length)).toBe(second?.slice(plain.length));
  });

  it('takes rows of different lengths, and none', () => {
    expect(table([['a'], ['bb', 'c']])).toEqual(['a', 'bb  c']);
    expect(table([])).toEqual([]);
  });
});

describe('what stands in the cells', () => {
  it('is a time to the minute, or a dash', () => {
    expect(minute(new Date('2026-11-22T14:05:59Z'))).toBe('2026-11-22 14:05');
    expect(minute(null)).toBe('-');
  });

  it('is the end of an id, for ids of one moment begin alike', () => {
    expect(shortId('01a20417-fc6c-7ed3-a3c9-1269a5d0f027')).toBe('1269a5d0f027');
  });
});
