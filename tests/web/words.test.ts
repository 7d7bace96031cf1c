import { describe, expect, it } from 'vitest';
import { PAGE_WORDS } from '../../src/web/words.ts';

describe.each(['ar', 'fa'] as const)('the words of the pages in %s', (locale) => {
  it('are all there, and none was left in English', () => {
    const words = leaves(PAGE_WORDS[locale]);
    expect(words.size).toBe(leaves(PAGE_WORDS.en).size);
    for (const [key, text] of words) expect(`${key}: ${text}`).toMatch(/: [^A-Za-z]*$/);
    for (const [key, text] of words) expect(`${key}: ${text}`).toMatch(/[\u0600-\u06ff]/);
  });

  it('are written with the letters of their own language', () => {
    const foreign = locale === 'ar' ? /[پچژگکی]/ : /[ةكىي]/;
    for (const [key, text] of leaves(PAGE_WORDS[locale])) expect(`${key}: ${text}`).not.toMatch(foreign);
  });
});

/** `states.sent` → `sent`, for every text of a table of words. */
function leaves(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...leaves(value as object, `${prefix}${key}.`)],
    ),
  );
}
