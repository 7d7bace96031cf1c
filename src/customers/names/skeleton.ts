import { isArabicScript } from './fold-name.ts';

/**
 * The consonants of a folded word in classes that Latin and Arabic script share, so that محمد, Mohammad and Muhammed have
 * one skeleton. Coarse on purpose: it finds whom to compare, it says nothing about who is the same. Two skeletons where a
 * letter or two are read differently (رضا is Reza and Rida, Fathi is فتحي). [] when nothing but vowels is left.
 */
export function skeletonsOf(word: string): string[] {
  const skeletons = isArabicScript(word)
    ? [read(word, OF_ARABIC), read(word, OF_ARABIC_AS_ARABS)]
    : [ofLatin(word), ofLatin(word.replace(/([td])h/g, '$1'))];
  return [...new Set(skeletons)].filter((skeleton) => skeleton !== '');
}

const HISSING = 's';
const THROAT = 'k';

/** As Persians read them. Letters that are left out: vowels, breaths, ayn. */
const OF_ARABIC: Readonly<Record<string, string>> = {
  ب: 'b',
  پ: 'b',
  ت: 't',
  ط: 't',
  د: 't',
  ث: HISSING,
  ج: HISSING,
  چ: HISSING,
  ذ: HISSING,
  ز: HISSING,
  ژ: HISSING,
  س: HISSING,
  ش: HISSING,
  ص: HISSING,
  ض: HISSING,
  ظ: HISSING,
  خ: THROAT,
  غ: THROAT,
  ق: THROAT,
  ک: THROAT,
  گ: THROAT,
  ف: 'f',
  ر: 'r',
  ل: 'l',
  م: 'm',
  ن: 'n',
};

/** Where Arabs read them otherwise: Ramadan, Uthman as Osman or Otman, Gamal. */
const OF_ARABIC_AS_ARABS: Readonly<Record<string, string>> = {
  ...OF_ARABIC,
  ث: 't',
  ذ: 't',
  ض: 't',
  ج: THROAT,
};

function read(word: string, letters: Readonly<Record<string, string>>): string {
  return Array.from(word, (letter) => letters[letter] ?? '').join('');
}

/** In this order: the longer writing first, then doubled letters as one. */
const OF_LATIN: readonly (readonly [RegExp, string])[] = [
  [/tch|sch|sh|ch|zh|dj/g, HISSING],
  [/th|dh/g, HISSING],
  [/kh|gh|ck|qu/g, THROAT],
  [/ph/g, 'f'],
  [/c(?=[eiy])/g, HISSING],
  [/([b-df-hj-np-tv-z])\1+/g, '$1'],
  [/[jzsx]/g, HISSING],
  [/[cgkq]/g, THROAT],
  [/[dt]/g, 't'],
  [/[bp]/g, 'b'],
  [/[^bfklmnrst]/g, ''],
];

function ofLatin(word: string): string {
  return OF_LATIN.reduce((text, [written, read]) => text.replace(written, read), word);
}
