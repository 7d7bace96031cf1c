/**
 * A name as it is compared: lower case, without marks (Latin diacritics, Arabic vowel signs), the letters that Arabic and
 * Persian keyboards write differently made one, digits of both as ASCII, and one blank between words. Folding a folded
 * name changes nothing.
 */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(IGNORED, '')
    .replace(LETTERS, (letter) => ONE_LETTER.get(letter) ?? letter)
    .replace(DIGITS, digitOf)
    .replace(APART, ' ')
    .trim();
  return folded.normalize('NFC');
}

/** True when the word is written in Arabic script, as Arabic and Persian are. */
export function isArabicScript(word: string): boolean {
  return /[\u0620-\u064a\u066e-\u06d3]/.test(word);
}

/**
 * Marks of any script, tatweel, direction marks, apostrophes of every kind, and the joiners: half a space stands within a
 * word (امیر‌حسین), which others write as one.
 */
const IGNORED = /[\p{M}\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0621'’‘ʼʻ´`ʿʾ]/gu;

/** Whatever is neither letter nor digit stands between words; but for what titles and initials are known by. */
const APART = /[^\p{L}\p{N}]+/gu;

/** Letters that differ only by keyboard, habit or a mark that NFKD does not take off. */
const ONE_LETTER = new Map<string, string>([
  ...pairs('يىېۍﻱ', 'ی'),
  ...pairs('كڪ', 'ک'),
  ...pairs('ةہھۀەۃ', 'ه'),
  ...pairs('أإآٱ', 'ا'),
  ...pairs('ؤ', 'و'),
  ...pairs('ئ', 'ی'),
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
  ['ı', 'i'],
  ['ə', 'e'],
]);
const LETTERS = new RegExp(`[${[...ONE_LETTER.keys()].join('')}]`, 'gu');

function pairs(written: string, folded: string): [string, string][] {
  return Array.from(written, (letter) => [letter, folded]);
}

const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

function digitOf(digit: string): string {
  const code = digit.charCodeAt(0);
  return String(code - (code >= PERSIAN_ZERO ? PERSIAN_ZERO : ARABIC_ZERO));
}

const ARABIC_ZERO = 0x06_60;
const PERSIAN_ZERO = 0x06_f0;
