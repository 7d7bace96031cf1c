import { compareWords, WORTH, type WordLikeness } from './compare-words.ts';
import { isArabicScript } from './fold-name.ts';
import { nameParts } from './name-parts.ts';

/** Two words, one of each name, folded, and how they resemble each other. */
export interface WordPair {
  a: string;
  b: string;
  likeness: WordLikeness;
}

export interface NameComparison {
  /** 0 to 1: from 0.85 it may well be one person's name, from 0.95 it is one name. */
  score: number;
  /** In words, for a person. */
  reason: string;
  /** Every word of the shorter name with its best partner in the longer one. */
  pairs: readonly WordPair[];
  /** Words of the longer name that have no partner. */
  left: readonly string[];
  /** One says junior and the other senior. */
  generationsDiffer: boolean;
}

/**
 * Compares two names of people as they are written: order, script, titles and particles make no difference; nicknames,
 * initials, spellings by ear and typing mistakes make a small one. Symmetric but for the order within `pairs`.
 */
export function compareNames(one: string, other: string): NameComparison {
  const a = nameParts(one);
  const b = nameParts(other);
  const turned = a.words.length > b.words.length;
  const [short, long] = joinedAlike(
    ...(turned ? ([b.words, a.words] as const) : ([a.words, b.words] as const)),
  );
  const chosen = bestPairs(short, long);
  const pairs = chosen.pairs.map((pair) =>
    turned ? { a: pair.b, b: pair.a, likeness: pair.likeness } : pair,
  );
  const generationsDiffer = a.generation !== '' && b.generation !== '' && a.generation !== b.generation;
  const score = scoreOf(pairs, chosen.left.length, generationsDiffer);
  return {
    score,
    reason: reasonOf(pairs, score, generationsDiffer),
    pairs,
    left: chosen.left,
    generationsDiffer,
  };
}

/** What a word of the longer name without a partner costs: a second given name, a mother's name. */
const COST_OF_LEFT = 0.04;
/** One word says little: there are many Karims. */
const MAX_OF_ONE_WORD = 0.6;
/** One word that differs makes it another person's name. */
const MAX_OF_DIFFERENT = 0.45;
const MAX_OF_GENERATIONS = 0.3;

function scoreOf(pairs: readonly WordPair[], left: number, generationsDiffer: boolean): number {
  if (pairs.length === 0) return 0;
  const worths = pairs.map(({ likeness }) => WORTH[likeness]);
  const mean = worths.reduce((sum, worth) => sum + worth, 0) / worths.length;
  const least = Math.min(...worths);
  let score = Math.max(0, (mean + least) / 2 - left * COST_OF_LEFT);
  if (pairs.length === 1) score *= MAX_OF_ONE_WORD;
  if (least === 0) score = Math.min(score, MAX_OF_DIFFERENT);
  return generationsDiffer ? Math.min(score, MAX_OF_GENERATIONS) : score;
}

/** `ali reza` beside `alireza` is one word in both. */
function joinedAlike(
  short: readonly string[],
  long: readonly string[],
): [readonly string[], readonly string[]] {
  const join = (words: readonly string[], others: readonly string[]): readonly string[] => {
    for (let index = 0; index + 1 < words.length; index++) {
      const joined = `${words[index]}${words[index + 1]}`;
      if (others.some((other) => other === joined || isTwoScripts(other, joined)))
        return [...words.slice(0, index), joined, ...words.slice(index + 2)];
    }
    return words;
  };
  const longer = join(long, short);
  const shorter = join(short, longer);
  return shorter.length <= longer.length ? [shorter, longer] : [longer, shorter];
}

function isTwoScripts(a: string, b: string): boolean {
  return isArabicScript(a) !== isArabicScript(b) && compareWords(a, b) === 'two-scripts';
}

/** The pairs worth most in all, in any order of words. Names have few words: every way is tried, with the best first. */
function bestPairs(short: readonly string[], long: readonly string[]): { pairs: WordPair[]; left: string[] } {
  const likeness = short.map((a) => long.map((b) => compareWords(a, b)));
  let best: { worth: number; partners: number[] } = { worth: -1, partners: [] };
  const choose = (row: number, partners: number[], worth: number): void => {
    if (worth + (short.length - row) <= best.worth) return;
    if (row === short.length) {
      best = { worth, partners };
      return;
    }
    for (let column = 0; column < long.length; column++) {
      if (partners.includes(column)) continue;
      const here = WORTH[likeness[row]?.[column] ?? 'different'];
      choose(row + 1, [...partners, column], worth + here);
    }
  };
  choose(0, [], 0);
  const pairs = short.map((a, row) => {
    const column = best.partners[row] ?? -1;
    return { a, b: long[column] ?? '', likeness: likeness[row]?.[column] ?? ('different' as const) };
  });
  return { pairs, left: long.filter((_, column) => !best.partners.includes(column)) };
}

function reasonOf(pairs: readonly WordPair[], score: number, generationsDiffer: boolean): string {
  if (pairs.length === 0) return 'one of them has no name';
  if (generationsDiffer) return 'one is the elder and one the younger of one name';
  const different = pairs.filter(({ likeness }) => likeness === 'different');
  if (different.length === pairs.length) return 'the names differ';
  const notSame = pairs.filter(({ likeness }) => likeness !== 'same');
  if (notSame.length === 0) return score === 1 ? 'the same name' : 'the same words in the name';
  return notSame.map(({ a, b, likeness }) => `“${a}” and “${b}” ${IN_WORDS[likeness]}`).join(', ');
}

const IN_WORDS: Readonly<Record<WordLikeness, string>> = {
  same: 'are the same',
  'two-scripts': 'are one name in two scripts',
  spelling: 'are spellings of one name',
  nickname: 'are forms of one name',
  typo: 'differ by a typing mistake',
  initial: 'have the same initial',
  different: 'differ',
};
