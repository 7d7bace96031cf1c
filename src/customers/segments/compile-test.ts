import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { minorDigits } from '../../rendering/money.ts';
import { isInWindow } from './compile-window.ts';
import type { ValueType } from './fields.ts';
import type { Comparison, Money, Test } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** Signs as SQL; nothing of a rule becomes SQL but by a table such as this. */
const OPERATORS: Record<Comparison, RawBuilder<unknown>> = {
  '=': sql`=`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

/** Whether one value passes a test. `value` is a column or an expression of ours. */
export function passes(
  value: RawBuilder<unknown>,
  type: ValueType,
  test: Test,
  present: RulePresent,
): RawBuilder<SqlBool> {
  if ('known' in test) return sql`${value} is not null`;
  if ('is' in test) return isOneOf(value, test.is);
  if ('when' in test) return isInWindow(value, type.type === 'day' ? 'day' : 'time', test.when, present);
  if (type.type === 'money' && typeof test.value !== 'number')
    return sql`(${sql.ref(type.currency)} = ${test.value.currency}::text and ${compares(value, test.compare, test.value)})`;
  return compares(value, test.compare, test.value, type.type === 'number' ? type.sql : 'real');
}

/** A plain comparison of text, which an index may answer. */
export function isOneOf(value: RawBuilder<unknown>, texts: readonly string[]): RawBuilder<SqlBool> {
  return texts.length === 1 ? sql`${value} = ${texts[0]}::text` : sql`${value} = any(${[...texts]}::text[])`;
}

/** Holds a number against a number, or minor units against an amount. */
export function compares(
  value: RawBuilder<unknown>,
  compare: Comparison,
  bound: number | Money,
  as: 'int' | 'real' | 'float8' = 'float8',
): RawBuilder<SqlBool> {
  const operator = OPERATORS[compare];
  if (typeof bound !== 'number') return sql`${value} ${operator} ${minorUnits(bound)}::bigint`;
  if (as === 'real') return sql`${value} ${operator} ${bound}::real`;
  if (as === 'int' && Number.isInteger(bound)) return sql`${value} ${operator} ${bound}::int`;
  return sql`(${value})::float8 ${operator} ${bound}::float8`;
}

/** 499.99 EUR is 49999. */
function minorUnits({ amount, currency }: Money): number {
  return Math.round(amount * 10 ** minorDigits(currency));
}
