import { latinDigits } from '../dates/digits.ts';
import { RuleError } from './rule-error.ts';

/** A piece of a rule's text. `text`: what it says, with Latin digits in numbers, lengths and dates. */
export interface Token {
  kind: 'word' | 'string' | 'number' | 'length' | 'date' | 'symbol' | 'end';
  text: string;
  at: number;
}

/** No rule is written longer. */
const MAX_SOURCE = 20_000;

/** Longer signs first. A word may hold a zero-width non-joiner, as Persian ones do. */
const PATTERNS: [Token['kind'], RegExp][] = [
  ['date', /\d{1,4}([-/])\d{1,2}\1\d{1,4}(?![\d.])/uy],
  ['length', /\d+(?:h|d|w|mo|y)(?![\p{L}\p{M}\p{N}_])/uy],
  ['number', /-?\d+(?:[.٫]\d+)?(?![\p{L}\p{M}\p{N}_.])/uy],
  ['word', /[\p{L}_][\p{L}\p{M}\p{N}_.\u200c-]*/uy],
  ['symbol', />=|<=|!=|<>|[<>=≥≤≠(),]/uy],
];

const SAME_SYMBOL: Record<string, string> = { '≥': '>=', '≤': '<=', '≠': '!=', '<>': '!=' };
const CLOSING: Record<string, string> = { '"': '"', '“': '”', '«': '»' };

/** The text of a rule in pieces, the last of them an `end`. Throws a RuleError where there is none. */
export function tokensOf(source: string): Token[] {
  if (source.length > MAX_SOURCE)
    throw new RuleError(`it is longer than ${MAX_SOURCE} characters`, source, MAX_SOURCE);
  // One character for one: places stay the same.
  const latin = latinDigits(source);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/u.exec(source.slice(at))?.[0].length ?? 0;
    if (at >= source.length) return [...tokens, { kind: 'end', text: '', at }];
    const closing = CLOSING[source.charAt(at)];
    const { token, end } =
      closing === undefined ? plainToken(source, latin, at) : stringToken(source, at, closing);
    tokens.push(token);
    at = end;
  }
}

function plainToken(source: string, latin: string, at: number): { token: Token; end: number } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(latin)?.[0];
    if (match === undefined) continue;
    const end = at + match.length;
    const text = kind === 'word' ? source.slice(at, end) : (SAME_SYMBOL[match] ?? match.replace('٫', '.'));
    return { token: { kind, text, at }, end };
  }
  throw new RuleError(
    `"${source.charAt(at)}" means nothing here; texts with other signs stand in quotes`,
    source,
    at,
  );
}

/** Quotes and backslashes inside are written with a backslash before them. */
function stringToken(source: string, at: number, closing: string): { token: Token; end: number } {
  let text = '';
  for (let index = at + 1; index < source.length; index++) {
    const character = source.charAt(index);
    if (character === closing) return { token: { kind: 'string', text, at }, end: index + 1 };
    if (character === '\\') index++;
    text += source.charAt(index);
  }
  throw new RuleError('the text that begins here has no closing quote', source, at);
}
