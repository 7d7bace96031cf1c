import { isSameAcrossScripts } from './across-scripts.ts';
import { isArabicScript } from './fold-name.ts';
import { jaroWinkler, typingMistakes } from './likeness.ts';
import { formalNames, isNickname } from './nicknames.ts';
import { isOneSpelling } from './spelling.ts';

/** How one word of a name resembles another. */
export type WordLikeness =
  | 'same'
  | 'two-scripts'
  | 'spelling'
  | 'nickname'
  | 'typo'
  | 'initial'
  | 'different';

/** What each likeness is worth, 0 to 1. */
export const WORTH: Readonly<Record<WordLikeness, number>> = {
  same: 1,
  'two-scripts': 0.95,
  spelling: 0.9,
  nickname: 0.88,
  typo: 0.82,
  initial: 0.65,
  different: 0,
};

/** Compares two folded words (`foldName`) of names; the strongest likeness there is. */
export function compareWords(a: string, b: string): WordLikeness {
  if (a === b) return 'same';
  const arabic = isArabicScript(a);
  if (arabic !== isArabicScript(b)) return acrossScripts(arabic ? a : b, arabic ? b : a);
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : 'different';
  if (isNickname(a, b)) return 'nickname';
  if (!arabic && isOneSpelling(a, b)) return 'spelling';
  return isTypo(a, b) ? 'typo' : 'different';
}

function acrossScripts(arabic: string, latin: string): WordLikeness {
  if (isSameAcrossScripts(arabic, latin)) return 'two-scripts';
  const formal = formalNames(latin).some((name) => isSameAcrossScripts(arabic, name));
  return formal || formalNames(arabic).some((name) => isSameAcrossScripts(name, latin))
    ? 'nickname'
    : 'different';
}

/** One mistake in a word of four letters, two in one of seven, three in one of eleven; or a common beginning and little else. */
function isTypo(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter < 4 ? 0 : shorter < 7 ? 1 : shorter < 11 ? 2 : 3;
  if (Math.abs(a.length - b.length) > MAX_LENGTH_APART || isOtherSex(a, b)) return false;
  const mistakes = typingMistakes(a, b);
  return mistakes <= allowed || (mistakes <= allowed + 1 && jaroWinkler(a, b) >= HARDLY_OTHER);
}

/** Amin and Amina, Carl and Carla, سمیر and سمیره. */
function isOtherSex(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^(?:a|e|ah|eh|ه)$/.test(long.slice(short.length));
}

const MAX_LENGTH_APART = 3;
const HARDLY_OTHER = 0.93;
