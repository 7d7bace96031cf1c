import { FUNCTION_WORDS, MARKED_LETTERS } from './language-words.ts';

/** The language of a text, with what it was known by. */
export interface LanguageReading {
  /** ISO 639-1. */
  code: string;
  /** The script alone, or the words and letters that decided. */
  evidence: string;
}

/**
 * The language of `text`: by its script where only one language writes it, else by letters that only one language has
 * and by the small words that every sentence needs. Null when there is too little to say, or two languages are as
 * likely. Looks at the first MAX_LENGTH characters; linear. Give it a person's own words, without quotes and signature.
 */
export function readLanguage(text: string): LanguageReading | null {
  const start = text.slice(0, MAX_LENGTH);
  const sample = /@|:\/\//.test(start) ? start.replace(NOT_LANGUAGE, ' ') : start;
  const script = scriptOf(sample);
  if (script === undefined) return null;
  if (typeof script === 'string') return { code: script, evidence: 'its script' };
  return byWords(sample.toLowerCase(), script.languages);
}

const MAX_LENGTH = 600;
/** Addresses and links say nothing about a language. */
const NOT_LANGUAGE = /https?:\/\/\S{1,500}|\S{1,64}@\S{1,254}/g;
/** Letters needed before anything is said. */
const MIN_LETTERS = 6;
const MIN_IDEOGRAPHS = 2;

const LATIN = 'en fr de es it pt nl sv da no fi pl cs sk tr ro hu id vi'.split(' ');
const CYRILLIC = ['ru', 'uk', 'bg', 'sr'];
const ARABIC = ['ar', 'fa', 'ur'];

/** A language that a script is enough for, or those that share it. */
function scriptOf(text: string): string | { languages: string[] } | undefined {
  if (!NOT_LATIN.test(text)) return ENOUGH_LATIN.test(text) ? { languages: LATIN } : undefined;
  const counts = new Map<string, number>();
  for (let at = 0; at < text.length; at++) {
    const script = scriptAt(text.charCodeAt(at));
    if (script !== undefined) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const count = (name: string) => counts.get(name) ?? 0;
  const [kana, han, hangul] = [count('kana'), count('han'), count('hangul')];
  // An ideograph or a syllable says as much as two or three letters.
  const asian = (kana + han + hangul) * 2;
  const others: [number, string | { languages: string[] }][] = [
    [count('arabic'), { languages: ARABIC }],
    [count('cyrillic'), { languages: CYRILLIC }],
    ...OWN_SCRIPTS.map((code): [number, string] => [count(code), code]),
    [count('latin'), { languages: LATIN }],
  ];
  others.sort(([a], [b]) => b - a);
  const [letters, script] = others[0] ?? [0, undefined];
  if (asian > letters) {
    if (kana + han + hangul < MIN_IDEOGRAPHS) return undefined;
    if (hangul > kana + han) return 'ko';
    return kana * 10 >= han ? 'ja' : 'zh';
  }
  return letters >= MIN_LETTERS ? script : undefined;
}

/** Languages that have a script to themselves. */
const OWN_SCRIPTS = ['he', 'el', 'th', 'hi', 'hy', 'ka'];

/** Unicode's blocks of letters, as far as they matter here: first, last, whose. Ascending. */
const BLOCKS: readonly (readonly [number, number, string])[] = [
  [0x41, 0x5a, 'latin'],
  [0x61, 0x7a, 'latin'],
  [0xc0, 0x24f, 'latin'],
  [0x370, 0x3ff, 'el'],
  [0x400, 0x52f, 'cyrillic'],
  [0x530, 0x58f, 'hy'],
  [0x590, 0x5ff, 'he'],
  [0x620, 0x65f, 'arabic'],
  [0x66e, 0x6ef, 'arabic'],
  [0x6fa, 0x6ff, 'arabic'],
  [0x750, 0x77f, 'arabic'],
  [0x8a0, 0x8ff, 'arabic'],
  [0x900, 0x97f, 'hi'],
  [0xe00, 0xe7f, 'th'],
  [0x10a0, 0x10ff, 'ka'],
  [0x1e00, 0x1eff, 'latin'],
  [0x1f00, 0x1fff, 'el'],
  [0x3040, 0x30ff, 'kana'],
  [0x3400, 0x9fff, 'han'],
  [0xac00, 0xd7af, 'hangul'],
  [0xfb50, 0xfdff, 'arabic'],
  [0xfe70, 0xfefe, 'arabic'],
];

function scriptAt(code: number): string | undefined {
  for (const [first, last, script] of BLOCKS) {
    if (code < first) return undefined;
    if (code <= last) return script;
  }
  return undefined;
}

const ENOUGH_LATIN = new RegExp(`(?:[a-z\\u00c0-\\u024f\\u1e00-\\u1eff][^a-z]{0,5}){${MIN_LETTERS}}`, 'i');
const NOT_LATIN = /[\u0370-\u1dff\u2c00-\ud7ff]/;

/** Weights: a letter that only one language has is worth little less than one of its words. */
const LETTER_WEIGHT = 0.7;
const MAX_LETTERS_COUNTED = 6;
const ASCII = /^[\0-\x7f]*$/;
/** How much more the first language must have than the second, and at all. */
const CLEAR_LEAD = 1.15;
const MIN_SCORE = 0.9;
const MAX_EVIDENCE = 5;

function byWords(text: string, languages: string[]): LanguageReading | null {
  const ascii = ASCII.test(text);
  const words = text.match(ascii ? /[a-z']+/g : /[\p{L}\p{M}'’]+/gu) ?? [];
  const scores = new Map<string, number>();
  const seen = new Map<string, Set<string>>();
  const add = (language: string, weight: number, sign: string) => {
    if (!languages.includes(language)) return;
    scores.set(language, (scores.get(language) ?? 0) + weight);
    const signs = seen.get(language) ?? new Set<string>();
    if (signs.size < MAX_EVIDENCE) seen.set(language, signs.add(sign));
  };
  for (const word of words) {
    const owners = FUNCTION_WORDS.get(ascii ? word : word.replaceAll('’', "'"));
    if (owners) for (const owner of owners) add(owner, 1 / owners.length, word);
  }
  for (const [letters, owners] of ascii ? [] : MARKED_LETTERS) {
    if (!owners.some((owner) => languages.includes(owner))) continue;
    const found = text.match(letters);
    if (!found) continue;
    const weight = (LETTER_WEIGHT * Math.min(found.length, MAX_LETTERS_COUNTED)) / owners.length;
    for (const owner of owners) add(owner, weight, found[0]);
  }
  const ranked = [...scores].sort(([, a], [, b]) => b - a);
  const [best, second] = ranked;
  if (!best || best[1] < MIN_SCORE || best[1] < (second?.[1] ?? 0) * CLEAR_LEAD) return null;
  return { code: best[0], evidence: `words and letters: ${[...(seen.get(best[0]) ?? [])].join(', ')}` };
}
