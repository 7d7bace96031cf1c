import { letterCodes } from './letter-codes.ts';

/** Known words, each with what it means. */
export interface WordTable<T> {
  /** By the hash of the word; words that share it are told apart by their letters. */
  slots: Map<number, { word: string; meaning: T }[]>;
}

/** A table of words in lower case, apostrophes written `'`. */
export function wordTable<T>(words: Iterable<readonly [string, T]>): WordTable<T> {
  const slots: WordTable<T>['slots'] = new Map();
  for (const [word, meaning] of words) {
    let hash = 0;
    for (let at = 0; at < word.length; at++) hash = hashed(hash, word.charCodeAt(at));
    slots.set(hash, [...(slots.get(hash) ?? []), { word, meaning }]);
  }
  return { slots };
}

/**
 * The known words of `text`, which is in lower case, in their order. A word is a run of letters, marks and apostrophes;
 * it is looked up by a number that grows with its letters, so that no word becomes a string of its own.
 */
export function knownWords<T>(text: string, { slots }: WordTable<T>): { word: string; meaning: T }[] {
  const known: { word: string; meaning: T }[] = [];
  const codes = letterCodes(text);
  let start = -1;
  let hash = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? plainCode(codes[at] ?? 0) : 0;
    if ((KINDS[code] || kindOf(code)) === OF_WORD) {
      if (start < 0) {
        start = at;
        hash = 0;
      }
      hash = hashed(hash, code);
    } else if (start >= 0) {
      const slot = slots.get(hash);
      if (slot) for (const entry of slot) if (stands(entry.word, text, start, at)) known.push(entry);
      start = -1;
    }
  }
  return known;
}

/** A small integer. */
function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) & 0x3fffffff;
}

function plainCode(code: number): number {
  return code === 0x2019 ? 0x27 : code;
}

function stands(word: string, text: string, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at++) {
    if (word.charCodeAt(at) !== plainCode(text.charCodeAt(start + at))) return false;
  }
  return true;
}

/** Whether a UTF-16 unit belongs to words, learned when it is first met. */
const KINDS = new Uint8Array(0x10000);
const OF_WORD = 1;
const BETWEEN_WORDS = 2;

function kindOf(code: number): number {
  const kind = /^[\p{L}\p{M}']$/u.test(String.fromCharCode(code)) ? OF_WORD : BETWEEN_WORDS;
  KINDS[code] = kind;
  return kind;
}
