import { FUNCTION_WORDS, MARKED_LETTERS } from './language-words.ts';
import { letterCodes } from './letter-codes.ts';
import { knownWords, type WordTable, wordTable } from './word-table.ts';

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
  const counts = new Uint32Array(SCRIPTS.length);
  const codes = letterCodes(text);
  for (let at = 0; at < text.length; at++) {
    const script = SCRIPT_AT[codes[at] ?? 0] ?? NO_SCRIPT;
    counts[script] = (counts[script] ?? 0) + 1;
  }
  const count = (name: string) => counts[SCRIPTS.indexOf(name)] ?? 0;
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

/** Scripts by number; the first is none. */
const SCRIPTS = ['', ...new Set(BLOCKS.map(([, , script]) => script))];
const NO_SCRIPT = 0;
/** The number of each UTF-16 unit's script. */
const SCRIPT_AT = new Uint8Array(0x10000);
for (const [first, last, script] of BLOCKS) SCRIPT_AT.fill(SCRIPTS.indexOf(script), first, last + 1);

const ENOUGH_LATIN = new RegExp(`(?:[a-z\\u00c0-\\u024f\\u1e00-\\u1eff][^a-z]{0,5}){${MIN_LETTERS}}`, 'i');
const NOT_LATIN = /[\u0370-\u1dff\u2c00-\ud7ff]/;

/** Weights: a letter that only one language has is worth little less than one of its words. */
const LETTER_WEIGHT = 0.7;
const MAX_LETTERS_COUNTED = 6;
/** How much more the first language must have than the second, and at all. */
const CLEAR_LEAD = 1.15;
const MIN_SCORE = 0.9;
const MAX_EVIDENCE = 5;

/** The language of `languages` whose small words and letters stand in `text`, which is in lower case. */
function byWords(text: string, languages: string[]): LanguageReading | null {
  const signs = signsOf(languages);
  const scores = new Float64Array(languages.length);
  const add = ({ owners, weight }: Sign, times: number) => {
    for (const owner of owners) scores[owner] = (scores[owner] ?? 0) + weight * times;
  };
  const words = knownWords(text, signs.words);
  for (const { meaning } of words) add(meaning, 1);
  const letters = lettersIn(text, signs);
  for (const { sign, count } of letters) add(sign, LETTER_WEIGHT * Math.min(count, MAX_LETTERS_COUNTED));
  let best = 0;
  let second = -1;
  for (let at = 1; at < scores.length; at++) {
    if ((scores[at] ?? 0) > (scores[best] ?? 0)) [best, second] = [at, best];
    else if (second < 0 || (scores[at] ?? 0) > (scores[second] ?? 0)) second = at;
  }
  const score = scores[best] ?? 0;
  if (score < MIN_SCORE || score < (scores[second] ?? 0) * CLEAR_LEAD) return null;
  const seen = new Set<string>();
  const see = ({ owners }: Sign, text: string) => {
    if (seen.size < MAX_EVIDENCE && owners.includes(best)) seen.add(text);
  };
  for (const { word, meaning } of words) see(meaning, word);
  for (const { sign, first } of letters) see(sign, first);
  return { code: languages[best] ?? '', evidence: `words and letters: ${[...seen].join(', ')}` };
}

/** What speaks for languages, by their places in a list of them. */
interface Sign {
  owners: number[];
  weight: number;
}

interface Signs {
  words: WordTable<Sign>;
  letters: Sign[];
  /** For each character below MARKED_END, the places in `letters` that it counts for. */
  marks: (number[] | undefined)[];
}

const MARKED_END = 0x2100;
const KNOWN_SIGNS = new Map<string[], Signs>();

/** The words and letters of a script's languages. */
function signsOf(languages: string[]): Signs {
  const known = KNOWN_SIGNS.get(languages);
  if (known) return known;
  const signOf = (owners: readonly string[]): Sign => ({
    owners: owners.map((owner) => languages.indexOf(owner)).filter((at) => at >= 0),
    weight: 1 / owners.length,
  });
  const words = [...FUNCTION_WORDS].map(([word, owners]) => [word, signOf(owners)] as const);
  const letters = MARKED_LETTERS.map(([marked, owners]) => ({ marked, ...signOf(owners) })).filter(
    ({ owners }) => owners.length > 0,
  );
  const marks = Array.from({ length: MARKED_END }, (_, code) => {
    const places = letters.flatMap(({ marked }, at) =>
      marked.includes(String.fromCharCode(code)) ? at : [],
    );
    return places.length > 0 ? places : undefined;
  });
  const signs = { words: wordTable(words.filter(([, { owners }]) => owners.length > 0)), letters, marks };
  KNOWN_SIGNS.set(languages, signs);
  return signs;
}

/** Marked letters of the text: for which sign, the first of them, how many. */
function lettersIn(text: string, { letters, marks }: Signs): { sign: Sign; first: string; count: number }[] {
  const counts = new Uint32Array(letters.length);
  const firsts = new Uint32Array(letters.length);
  const codes = letterCodes(text);
  for (let at = 0; at < text.length; at++) {
    const places = marks[codes[at] ?? 0];
    if (!places) continue;
    for (const place of places) {
      if (counts[place] === 0) firsts[place] = at;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return letters.flatMap((sign, place) => {
    const count = counts[place] ?? 0;
    return count > 0 ? { sign, first: text[firsts[place] ?? 0] ?? '', count } : [];
  });
}
