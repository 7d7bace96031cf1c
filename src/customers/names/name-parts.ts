import { foldName } from './fold-name.ts';
import { remembered } from './remembered.ts';

/** A name taken apart, every word folded. */
export interface NameParts {
  /** The words that name the person, in the order written (`Last, First` turned round); without titles and particles. */
  words: readonly string[];
  /** `jr`, `sr`, `ii`, ...: which of two people with one name it is; '' when nothing is said. */
  generation: string;
}

/**
 * Takes a display name apart: titles (Dr., مهندس, آقای), particles (van, bin, ال), degrees and what stands in brackets go;
 * a word that was one with its article (`المنصوري`, `al-Mansouri`) is the same without it.
 */
export const nameParts = remembered((name: string): NameParts => {
  const cut = name.replace(/[([{][^)\]}]*[)\]}]/gu, ' ').slice(0, MAX_NAME);
  const all = foldName(turnRound(cut)).split(' ').filter(Boolean).slice(0, MAX_WORDS);
  // Joined before anything is taken off: `ph d`, `al mansouri`, `abd allah`.
  const words = joinServants(all).map(withoutArticle);
  const generation = words.find((word) => GENERATIONS.has(word)) ?? '';
  const naming = words.filter((word, position) => !isBeside(word, position === 0));
  return {
    words: naming.length > 0 ? naming : words.slice(-1),
    generation: GENERATIONS.get(generation) ?? '',
  };
});

const MAX_NAME = 200;
const MAX_WORDS = 8;

const TITLES = setOf(`
  mr mrs ms miss mx mister master madam madame mme mlle monsieur sir dame lord lady dr prof professor eng engr ing dipl
  herr frau senor senora sra hon rev capt captain sgt phd md mba msc bsc cpa esq
  haj haji hajj hajji sheikh shaikh sheik sayyid sayed seyed seyyed sayyed ustad ostad mohandes agha aghaye khanom khanoum
  اقای اقا خانم دکتر مهندس استاد پروفسور سرکار جناب حاج حاجی حاجیه سید سیده شیخ ملا کربلایی مشهدی
  السید السیده الاستاذ استاذ استاذه الدکتور دکتور دکتوره دکتوره المهندس مهندسه الشیخ الحاج الانسه انسه`);

const PARTICLES = setOf(`
  van von der den de del della di da do dos das du la le les el al ul ibn bin bint ben abu abou abi aby umm om und zu zur ter ten
  ابو ابی ابا ام بن ابن بنت ال ولد`);

const GENERATIONS = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['sr', 'sr'],
  ['snr', 'sr'],
  ['senior', 'sr'],
  ['ii', 'ii'],
  ['iii', 'iii'],
  ['iv', 'iv'],
]);

function isBeside(word: string, first: boolean): boolean {
  return TITLES.has(word) || GENERATIONS.has(word) || (PARTICLES.has(word) && !(first && word === 'ben'));
}

/** `عبد الله`, `abd al rahman` and `abdul rahman` are one word each; the whole is what a person is called by. */
function joinServants(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    if (next === undefined || !SERVANTS.has(word)) {
      joined.push(word);
      continue;
    }
    const article = /^(?:al|el|ul|ال)$/.test(next) && words[index + 2] !== undefined;
    joined.push(word + next + (article ? words[index + 2] : ''));
    index += article ? 2 : 1;
  }
  return joined;
}

const SERVANTS = setOf('abd abdul abdol abdel عبد');

/** `المنصوری` is `منصوری`; `الیاس` and `علی` stay. */
function withoutArticle(word: string): string {
  if (/^ال.{4,}$/u.test(word) && !NOT_ARTICLE.has(word)) return word.slice(2);
  return word;
}

/** Names that begin with the letters of the article. */
const NOT_ARTICLE = setOf('الیاس الهام الهه الناز الیزابت البرت الکساندر الکس السا الینا الیسا البرز الوند');

/** `Haddad, Karim` becomes `Karim Haddad`. */
function turnRound(name: string): string {
  const [last = '', first = '', ...rest] = name.split(/[,،]/).map((part) => part.trim());
  const firstOnly = foldName(first);
  if (rest.length > 0 || firstOnly === '' || last === '') return name.replace(/[,،]/g, ' ');
  if (firstOnly.split(' ').every((word) => TITLES.has(word) || GENERATIONS.has(word)))
    return `${last} ${first}`;
  return `${first} ${last}`;
}

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
