import { RuleError } from './rule-error.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Goes through the pieces of a rule. Words are compared in any case. */
export interface RuleReader {
  peek(): Token;
  next(): Token;
  /** Whether these words and signs come next. */
  sees(...expected: string[]): boolean;
  /** Passes over them when they come next. */
  takes(...expected: string[]): boolean;
  /** Passes over this one, which must come next. */
  expect(expected: string, why: string): void;
  fail(problem: string, token?: Token): never;
}

export function ruleReader(source: string): RuleReader {
  const tokens = tokensOf(source);
  const end: Token = { kind: 'end', text: '', at: source.length };
  let position = 0;
  const at = (offset: number) => tokens[position + offset] ?? end;
  const reader: RuleReader = {
    peek: () => at(0),
    next: () => {
      const token = at(0);
      position++;
      return token;
    },
    sees: (...expected) =>
      expected.every((text, offset) => {
        const token = at(offset);
        return (token.kind === 'word' || token.kind === 'symbol') && token.text.toLowerCase() === text;
      }),
    takes: (...expected) => {
      const seen = reader.sees(...expected);
      if (seen) position += expected.length;
      return seen;
    },
    expect: (expected, why) => {
      if (!reader.takes(expected)) reader.fail(`${why}, not ${said(reader.peek())}`);
    },
    fail: (problem, token = reader.peek()) => {
      throw new RuleError(problem, source, token.at);
    },
  };
  return reader;
}

/** A piece as a message names it. */
export function said({ kind, text }: Token): string {
  return kind === 'end' ? 'the end' : `"${text}"`;
}
