import { describe, expect, it } from 'vitest';
import { knownWords, wordTable } from '../../../src/messages/understand/word-table.ts';

const TABLE = wordTable([
  ['flour', 1],
  ["don't", 2],
  ['آرد', 3],
  // Two words with one number: 31 × 'a' + 'b' = 31 × 'b' + 'C'.
  ['ab', 4],
  ['bC', 5],
]);
const found = (text: string) => knownWords(text, TABLE).map(({ word, meaning }) => `${word} ${meaning}`);

describe('knownWords', () => {
  it.each([
    ['in their order, with what stands around them', 'flour, flour; (آرد)', ['flour 1', 'flour 1', 'آرد 3']],
    ['with both apostrophes', "don't don’t", ["don't 2", "don't 2"]],
    ['whole words only', 'flours sflour flour1', ['flour 1']],
    ['told apart where they share a number', 'ab bC', ['ab 4', 'bC 5']],
    ['at neither end of nothing', '', []],
  ])('are found %s', (_, text, words) => {
    expect(found(text)).toEqual(words);
  });
});
