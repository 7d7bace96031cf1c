import { letterCodes } from './letter-codes.ts';

/**
 * Makes a quick look for many phrases at once. `signs` are patterns, each beginning with at least three letters as they
 * stand (four make it quicker), in lower case. The answer is false only when none of them stands anywhere in a text, in
 * any spelling that readers make one (capitals, Arabic letters for Persian ones, several blanks); a text with letters
 * that the table here does not know gives true.
 *
 * A pattern of a hundred phrases is tried from each letter of a text. This goes over the letters once: the last four
 * are held in one number, and only where that is the beginning of a sign is looked closer.
 */
export function signFinder(signs: readonly string[]): (text: string) => boolean {
  const length = Math.min(MAX_START, ...signs.map((sign) => /^[\p{L}' ]*/u.exec(sign)?.[0].length ?? 0));
  const kept = length === MAX_START ? -1 : (1 << (8 * length)) - 1;
  const letters = lettersOf(signs, length);
  const begins = new Uint8Array(SLOTS);
  const patterns = new Map<number, RegExp>();
  for (const start of new Set(signs.map((sign) => sign.slice(0, length)))) {
    let last = 0;
    for (let at = 0; at < length; at++) last = (last << 8) | (letters[start.charCodeAt(at)] ?? OTHER);
    begins[slotOf(last)] = 1;
    const rest = signs.filter((sign) => sign.startsWith(start)).map((sign) => spelled(sign.slice(length)));
    patterns.set(last, new RegExp(rest.join('|'), 'iy'));
  }

  return (text) => {
    // In variables of its own: what several functions share is looked up again at every letter.
    const [known, slots, all] = [letters, begins, kept];
    const codes = letterCodes(text);
    const end = text.length;
    let last = 0;
    let before = OTHER;
    for (let at = 0; at < end; at++) {
      const code = codes[at] ?? 0;
      const letter = known[code < TABLE_LENGTH ? code : placeAbove(code)] ?? UNKNOWN;
      if (letter === UNKNOWN) return true;
      if (letter === BLANK && before === BLANK) continue;
      before = letter;
      last = ((last << 8) | letter) & all;
      if (slots[slotOf(last)] !== 0 && begun(patterns.get(last), text, at + 1)) return true;
    }
    return false;
  };
}

function begun(pattern: RegExp | undefined, text: string, at: number): boolean {
  if (!pattern) return false;
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** So many letters of eight bits fit into one number. */
const MAX_START = 4;
/** Slots for beginnings: so many that strangers seldom share one. */
const SLOT_BITS = 14;
const SLOTS = 1 << SLOT_BITS;

function slotOf(last: number): number {
  return Math.imul(last, 0x9e3779b1) >>> (32 - SLOT_BITS);
}

/** What stands for a letter in the number: itself where signs begin with it, and what all others are. */
const OTHER = 0;
const BLANK = 1;
const UNKNOWN = 255;

/** For each character up to TABLE_LENGTH. */
function lettersOf(signs: readonly string[], length: number): Uint8Array {
  const used = new Map([[' ', BLANK]]);
  for (const letter of signs.flatMap((sign) => Array.from(sign.slice(0, length)))) {
    if (!used.has(letter)) used.set(letter, used.size + 1);
  }
  return Uint8Array.from({ length: TABLE_LENGTH }, (_, code) => {
    const plain = plainLetter(String.fromCharCode(code));
    return plain === undefined ? UNKNOWN : (used.get(plain) ?? OTHER);
  });
}

/** A letter as readers spell it; undefined for what they take away or put in several letters' place. */
function plainLetter(letter: string): string | undefined {
  if (!KNOWN.test(letter)) return undefined;
  if (/\s/.test(letter)) return ' ';
  for (const [plain, others] of Object.entries(SPELLINGS)) if (others.includes(letter)) return plain;
  return letter.toLowerCase();
}

const KNOWN =
  /[\t\n\r -~\u00ab\u00bb\u00c0-\u00ff\u0410-\u044f\u060c\u061b\u061f\u0621-\u063a\u0641-\u064a\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af\u06cc\u06f0-\u06f9]/;

/** What each of these is also written as. */
const SPELLINGS: Record<string, string> = { ا: 'أإآ', ی: 'يى', ک: 'ك', ه: 'ة', "'": '`' };

/** A pattern that takes all spellings. */
function spelled(pattern: string): string {
  return pattern.replaceAll(/[ایکه' ]/g, (letter) =>
    letter === ' '
      ? String.raw`(?:[\s\u200c\u200d]+)`
      : `[${letter}${SPELLINGS[letter]}${letter === "'" ? '’' : ''}]`,
  );
}

/** Latin, Cyrillic, Arabic. */
const TABLE_LENGTH = 0x700;

/** Where the table has something that does as well: a blank for a joiner, or any mark. */
function placeAbove(code: number): number {
  if (code === 0x200c || code === 0x200d) return 0x20;
  if (code === 0x2019) return 0x27;
  return code >= 0x2013 && code <= 0x201d && code !== 0x2017 ? 0x2d : 0;
}
