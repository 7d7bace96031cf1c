/**
 * Whether a word of Arabic script and a Latin one may be the same name: محمد is Mohammad, Muhammed and Mohamed, حسین is
 * Hossein and Husayn. Letter by letter: each Arabic letter must be written by one of the ways Latin has for it, long
 * vowels too, and one short vowel may stand between any two (Hossein has a long one more than حسن). Both are folded
 * (`foldName`). Where one consonant is all there is (علی), the long vowels must be heard as they are written.
 */
export function isSameAcrossScripts(arabic: string, latin: string): boolean {
  if (arabic.length > MAX_WORD || latin.length > MAX_WORD) return false;
  const consonants = consonantsOf(arabic);
  if (consonants === 0) return false;
  const search = { arabic, latin, strict: consonants < MIN_CONSONANTS, failed: new Set<number>() };
  return matches(search, 0, 0, false);
}

interface Search {
  arabic: string;
  latin: string;
  strict: boolean;
  /** States from which nothing leads to the end. */
  failed: Set<number>;
}

const MAX_WORD = 40;
const MIN_CONSONANTS = 2;
/** How Latin writes each letter. '' where it may be left out. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  ا: ['aa', 'a', 'e', 'i', 'o', 'u', 'oo', ''],
  ب: ['bb', 'b', 'p'],
  پ: ['pp', 'p'],
  ت: ['tt', 't'],
  ث: ['th', 'ss', 's', 't'],
  ج: ['jj', 'dj', 'j', 'g', 'zh'],
  چ: ['tch', 'ch', 'c'],
  ح: ['hh', 'h'],
  خ: ['khkh', 'kh', 'ch', 'x', 'k', 'h'],
  د: ['dd', 'd'],
  ذ: ['dhdh', 'dh', 'th', 'z', 'd'],
  ر: ['rr', 'r'],
  ز: ['zz', 'z'],
  ژ: ['zh', 'j', 'z'],
  س: ['ss', 's', 'c'],
  ش: ['shsh', 'sch', 'sh', 'ch', 's'],
  ص: ['ss', 's'],
  ض: ['dh', 'dd', 'd', 'z'],
  ط: ['tt', 't'],
  ظ: ['dh', 'zz', 'z'],
  ع: ['aa', 'a', 'e', 'i', 'o', 'u', ''],
  غ: ['gh', 'g', 'q'],
  ف: ['ff', 'ph', 'f'],
  ق: ['qq', 'gh', 'kh', 'q', 'g', 'k', 'c'],
  ک: ['kk', 'ck', 'k', 'c', 'q'],
  گ: ['gg', 'gu', 'g'],
  ل: ['ll', 'l'],
  م: ['mm', 'm'],
  ن: ['nn', 'n'],
  و: ['ow', 'ou', 'oo', 'aw', 'au', 'uw', 'w', 'v', 'u', 'o'],
  ه: ['ah', 'eh', 'h', 'a', 'e'],
  ی: ['yy', 'ei', 'ey', 'ai', 'ay', 'ie', 'iy', 'ee', 'y', 'i', 'e', 'a'],
};

/** `heard`: a short vowel was passed just now. */
function matches(search: Search, letter: number, from: number, heard: boolean): boolean {
  const { arabic, latin, failed } = search;
  const state = (letter * (MAX_WORD + 1) + from) * 2 + Number(heard);
  if (failed.has(state)) return false;
  if (letter === arabic.length && from === latin.length) return true;
  for (const way of waysOf(search, letter)) {
    if (latin.startsWith(way, from) && matches(search, letter + 1, from + way.length, heard && way === ''))
      return true;
  }
  const mayPass = !heard && letter > 0 && letter < arabic.length && /[aeiouy]/.test(latin[from] ?? '');
  if (mayPass && matches(search, letter, from + 1, true)) return true;
  failed.add(state);
  return false;
}

function waysOf({ arabic, strict }: Search, letter: number): readonly string[] {
  const here = arabic[letter];
  if (here === undefined) return [];
  const ways = WAYS[here] ?? [here];
  const last = letter === arabic.length - 1;
  // Only at the end is it read as an a (ليلى); within it is long, or Hassan would be حسین.
  if (here === 'ی') return last && !strict ? ways : ways.filter((way) => way !== 'a');
  if (strict && here !== 'ع') return ways.filter((way) => way !== '');
  // A long vowel is left out only where it is the article's or between two others.
  const inside = letter > 0 && !last;
  return here === 'ا' && !inside ? ways.filter((way) => way !== '') : ways;
}

function consonantsOf(arabic: string): number {
  return arabic.replace(/[اعهیوح]/g, '').length;
}
