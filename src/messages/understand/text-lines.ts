import { withoutBidiMarks } from '../parse/clean-text.ts';
import { letterCodes } from './letter-codes.ts';
import { hasAttributionSign } from './quote-headers.ts';

/** The lines of a text, twice: as they stand, and as they are compared. */
export interface TextLines {
  text: string;
  shown: string[];
  /** Where each line begins in the text. */
  starts: number[];
  /** Without direction marks and zero-width spaces, with plain spaces. The same array where nothing differs. */
  lines: string[];
  /** For each line, whether it may be one of an attribution (quote-headers.ts). */
  signs: boolean[];
  /** No line ends in white space. */
  tidy: boolean;
}

/** The first lines of a text, told apart in one walk over its letters. Line ends are `\n` alone. */
export function textLines(text: string, maxLines: number): TextLines {
  const shown: string[] = [];
  const starts: number[] = [];
  const signs: boolean[] = [];
  let tidy = true;
  let start = 0;
  let seen = 0;
  const kinds = KINDS;
  const codes = letterCodes(text);
  const end = text.length;
  // The last line ends too.
  codes[end] = LINE_FEED;
  for (let at = 0; at <= end; at++) {
    const kind = kinds[codes[at] ?? 0] ?? 0;
    if (kind === 0) continue;
    if (kind !== LINE_END) {
      if (kind === ODD) return comparedLines(text, maxLines);
      seen |= kind;
      continue;
    }
    shown.push(text.slice(start, at));
    starts.push(start);
    const last = at > start ? codes[at - 1] : 0;
    if (last === SPACE || last === TAB) tidy = false;
    signs.push((seen & DIGIT) !== 0 || ((seen & END_SIGN) !== 0 && endsWithSign(text, start, at)));
    if (shown.length === maxLines) break;
    start = at + 1;
    seen = 0;
  }
  return { text, shown, starts, lines: shown, signs, tidy };
}

/** The same by patterns, for text with marks that are not compared. */
function comparedLines(text: string, maxLines: number): TextLines {
  const shown = text.split('\n').slice(0, maxLines);
  const lines = shown.map(comparable);
  return { text, shown, starts: [], lines, signs: lines.map(hasAttributionSign), tidy: false };
}

function comparable(line: string): string {
  return withoutBidiMarks(line)
    .replace(/[\u200b\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ');
}

/** Behind `:` or `>` stand only rules and blanks. */
function endsWithSign(text: string, start: number, end: number): boolean {
  for (let at = end - 1; at >= start; at--) {
    if (KINDS[text.charCodeAt(at)] === END_SIGN) return true;
    if (!'-*_ \t'.includes(text[at] ?? '')) return false;
  }
  return false;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
/** What a UTF-16 unit means here; 0 for most. */
const KINDS = new Uint8Array(0x10000);
const LINE_END = 1;
/** What comparing takes away or exchanges, and white space of scripts that keep to themselves. */
const ODD = 2;
const DIGIT = 8;
const END_SIGN = 16;
const MEANINGS: [number, RegExp][] = [
  [LINE_END, /\n/],
  [DIGIT, /[0-9\u0660-\u0669\u06f0-\u06f9]/],
  [END_SIGN, /[:：>]/],
  [ODD, /[^\S \t\n]|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/],
];
/** Beyond these, nothing means anything but a byte order mark and the wide colon. */
const MEANING_ENDS = 0x3001;
for (const code of [...Array(MEANING_ENDS).keys(), 0xfeff, 0xff1a]) {
  KINDS[code] = MEANINGS.find(([, letters]) => letters.test(String.fromCharCode(code)))?.[0] ?? 0;
}
