import { readPlainDate } from '../dates/plain-date.ts';
import { readCurrency } from '../purchases/money-text.ts';
import type { ValueType } from './fields.ts';
import {
  type Comparison,
  MAX_DAYS,
  MAX_NUMBER,
  MAX_TEXT,
  MAX_VALUES,
  type Money,
  type Test,
  type Window,
} from './rule.ts';
import { suggestion } from './rule-error.ts';
import { type RuleReader, said } from './rule-reader.ts';
import type { Token } from './tokens.ts';

/** What stands after the name of a field or a property; `make` puts the name to it. */
export function parseTest<Node>(
  reader: RuleReader,
  name: string,
  type: ValueType,
  make: (test: Test) => Exclude<Node, { not: unknown }>,
): Node | { not: Exclude<Node, { not: unknown }> } {
  const negated = (test: Test) => ({ not: make(test) });
  if (reader.takes('is', 'known')) return make({ known: true });
  if (reader.takes('is', 'unknown') || reader.takes('is', 'not', 'known')) return negated({ known: true });
  if (type.type === 'time' || type.type === 'day') {
    if (!seesWindow(reader))
      reader.fail(
        `${name} is a time: "in last 90d", "before last 1y", "in next 7d", "since 2026-03-21" or "is known" stands here`,
      );
    return make({ when: parseWindow(reader) });
  }
  if (type.type === 'number' || type.type === 'money' || (type.type === 'free' && seesComparison(reader))) {
    const comparison = parseComparison(reader, type, name);
    const { compare, value } = comparison;
    return comparison.negated ? negated({ compare, value }) : make({ compare, value });
  }
  if (reader.takes('is', 'not')) return negated({ is: [parseChoice(reader, name, type)] });
  if (reader.takes('is')) return make({ is: [parseChoice(reader, name, type)] });
  if (reader.takes('not', 'in')) return negated({ is: parseChoices(reader, name, type) });
  if (reader.takes('in')) return make({ is: parseChoices(reader, name, type) });
  return reader.fail(
    `after ${name} stands "is", "is not", "in (...)", "is known" or "is unknown", not ${said(reader.peek())}`,
  );
}

function parseChoices(reader: RuleReader, name: string, type: ValueType): string[] {
  reader.expect('(', 'here stands a list, such as (one, two)');
  const values = [parseChoice(reader, name, type)];
  while (reader.takes(',')) values.push(parseChoice(reader, name, type));
  reader.expect(')', 'here the list is closed, with ")"');
  if (values.length > MAX_VALUES) reader.fail(`a list may have ${MAX_VALUES} values`);
  return values;
}

function parseChoice(reader: RuleReader, name: string, type: ValueType): string {
  const token = reader.next();
  if (token.kind === 'end' || token.kind === 'symbol')
    reader.fail(`here stands a value of ${name}, not ${said(token)}`, token);
  const { text } = token;
  if (text === '' || text.length > MAX_TEXT || /\p{Cc}/u.test(text) || !text.isWellFormed())
    reader.fail(`a value has 1 to ${MAX_TEXT} letters, and no signs that steer`, token);
  if (type.type !== 'choice') return text;
  const chosen = type.values.find((value) => value === text.toLowerCase());
  return chosen ?? reader.fail(`${name} is never "${text}"${suggestion(text, type.values)}`, token);
}

const WORDS: [string[], Comparison | '!='][] = [
  [['>='], '>='],
  [['<='], '<='],
  [['!='], '!='],
  [['='], '='],
  [['<'], '<'],
  [['>'], '>'],
  [['at', 'least'], '>='],
  [['at', 'most'], '<='],
  [['more', 'than'], '>'],
  [['less', 'than'], '<'],
  [['fewer', 'than'], '<'],
];

function seesComparison(reader: RuleReader): boolean {
  return WORDS.some(([words]) => reader.sees(...words));
}

/** `>= 3`, `at least 500 EUR`; `!=` is the negation of `=`. */
export function parseComparison(
  reader: RuleReader,
  type: ValueType,
  name: string,
): { negated: boolean; compare: Comparison; value: number | Money } {
  const found = WORDS.find(([words]) => reader.takes(...words))?.[1];
  if (found === undefined)
    return reader.fail(
      `after ${name} stands a comparison, such as ">= 3" or "at most 10", not ${said(reader.peek())}`,
    );
  const token = reader.next();
  const amount = Number(token.text);
  if (token.kind !== 'number') reader.fail(`here stands a number, not ${said(token)}`, token);
  if (Math.abs(amount) > MAX_NUMBER || String(amount).includes('e'))
    reader.fail(`a number is not larger than ${MAX_NUMBER}, nor smaller than a millionth`, token);
  const value =
    type.type === 'money' ? { amount: amount + 0, currency: parseCurrency(reader, name) } : amount + 0;
  return { negated: found === '!=', compare: found === '!=' ? '=' : found, value };
}

function parseCurrency(reader: RuleReader, name: string): string {
  const token = reader.next();
  const currency = token.kind === 'word' ? readCurrency(token.text) : undefined;
  return (
    currency ??
    reader.fail(
      `${name} is an amount: after the number stands its currency, such as EUR, not ${said(token)}`,
      token,
    )
  );
}

/** Whether a time comes next. */
export function seesWindow(reader: RuleReader): boolean {
  return (
    reader.sees('in', 'last') ||
    reader.sees('in', 'next') ||
    ['within', 'before', 'since', 'from'].some((word) => reader.sees(word))
  );
}

export function parseWindow(reader: RuleReader): Window {
  if (reader.takes('in', 'last') || reader.takes('within')) return { last: parseLength(reader) };
  if (reader.takes('before', 'last')) return { beforeLast: parseLength(reader) };
  if (reader.takes('in', 'next')) return { next: parseLength(reader) };
  if (reader.takes('before')) return { before: parseDay(reader) };
  if (reader.takes('since')) return { since: parseDay(reader) };
  reader.expect('from', 'here stands a time');
  const from = parseDay(reader);
  reader.expect('to', 'here stands "to" and a day');
  return { from, to: parseDay(reader) };
}

const UNITS: Record<string, string> = { hour: 'h', day: 'd', week: 'w', month: 'mo', year: 'y' };
const UNIT_DAYS: Record<string, number> = { h: 1 / 24, d: 1, w: 7, mo: 30, y: 365 };

/** `90d`, or `90 days`. */
function parseLength(reader: RuleReader): string {
  const token = reader.next();
  const length = token.kind === 'length' ? token.text : spelledLength(reader, token);
  const [, count = '', unit = ''] = /^0*(\d+)([a-z]+)$/.exec(length ?? '') ?? [];
  const days = Number(count) * (UNIT_DAYS[unit] ?? 0);
  if (days === 0)
    reader.fail(`here stands a length of time, such as 12h, 90d, 6w, 3mo or 2y, not ${said(token)}`, token);
  if (days > MAX_DAYS || count.length > 5)
    reader.fail('a length of time is not longer than a century', token);
  return count + unit;
}

function spelledLength(reader: RuleReader, { kind, text }: Token): string | undefined {
  const unit = UNITS[reader.peek().text.toLowerCase().replace(/s$/, '')];
  if (kind !== 'number' || !/^\d+$/.test(text) || unit === undefined) return undefined;
  reader.next();
  return text + unit;
}

function parseDay(reader: RuleReader): string {
  const token = reader.next();
  const day = token.kind === 'date' ? readPlainDate(token.text) : undefined;
  return (
    day?.toString() ??
    reader.fail(`here stands a day, such as 2026-03-21 or 1405/01/01, not ${said(token)}`, token)
  );
}
