import type { Locale } from '../lib/locale.ts';

/**
 * Marks the direction of pieces that begin with a neutral sign: in right-to-left text `#A-1042/26` and `+98 21 555` would
 * be shown with their first sign at the wrong end. Text without such a piece is returned as it is.
 */
export function settleDirection(text: string, locale: Locale): string {
  return locale === 'en' ? text : text.replace(LEADING_SIGN, `${LEFT_TO_RIGHT_MARK}$&`);
}

const LEFT_TO_RIGHT_MARK = '\u200e';
const LEADING_SIGN = /(?<![\w\u200e])[#+@](?=[A-Za-z0-9])/g;

/** U+200F, a letter of no width that is written from right to left. */
const RIGHT_TO_LEFT_MARK = '\u200f';

const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const FIRST_STRONG = /[A-Za-z\u00c0-\u02af\u0370-\u058f\u200e\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Plain text has no `dir`: a reader takes the direction of a line from its first letter (UAX #9, P2). A Persian or
 * Arabic line that begins with a Latin name or a number would be turned around, so it gets a mark before it.
 */
export function anchorDirection(text: string, locale: Locale): string {
  if (locale === 'en') return text;
  return text
    .split('\n')
    .map((line) => (needsMark(line) ? `${RIGHT_TO_LEFT_MARK}${line}` : line))
    .join('\n');
}

function needsMark(line: string): boolean {
  if (!RTL_LETTER.test(line)) return false;
  const first = FIRST_STRONG.exec(line)?.[0] ?? '';
  return first !== RIGHT_TO_LEFT_MARK && !RTL_LETTER.test(first);
}
