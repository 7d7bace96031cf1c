import { z } from 'zod';
import { WafaError } from '../../lib/errors.ts';

/** A rule may be nested so deep, and hold so many conditions, and a condition so many values. */
export const MAX_DEPTH = 12;
const MAX_CONDITIONS = 100;
export const MAX_VALUES = 100;
export const MAX_TEXT = 200;
/** Numbers of a rule are not larger, either way. */
export const MAX_NUMBER = 1_000_000_000;
/** Days in the longest length of time: a century. */
export const MAX_DAYS = 36_500;

/** Years before are of the Persian calendar where they are read. */
const FIRST_DAY = '1700-01-01';

export const COMPARISONS = ['=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** In the currency's main unit: 499.99 EUR. */
export interface Money {
  amount: number;
  currency: string;
}

/**
 * A time that moves with the present (`last`: up to so long ago, `beforeLast`: longer ago, `next`: within so long from now;
 * `90d`), or stands still (days of the Gregorian calendar, `2026-03-21`; `since`, `from` and `to` are included, `before` is not).
 */
export type Window =
  | { last: string }
  | { beforeLast: string }
  | { next: string }
  | { before: string }
  | { since: string }
  | { from: string; to: string };

/** What one value is held against: a choice or a text, a number, an amount, a time, or only that there is one. */
export type Test =
  | { is: string[] }
  | { compare: Comparison; value: number | Money }
  | { when: Window }
  | { known: true };

/** One property of an event. */
export type FilterTest = { of: string } & Test;
export type Filter = FilterTest | { not: FilterTest };

/** Something measured over the events of a contact: how many, how much. */
export interface EventCondition {
  event: string;
  measure: string;
  where?: Filter[] | undefined;
  when?: Window | undefined;
  compare: Comparison;
  value: number | Money;
}

export type FieldCondition = { field: string } & Test;

/** A condition that holds no other. */
export type Leaf =
  | { everyone: true }
  | { flag: string }
  | { segment: string }
  | FieldCondition
  | EventCondition;

/** Who is in a segment. `not` holds wherever what it holds does not, also where nothing is known. */
export type Rule = { all: Rule[] } | { any: Rule[] } | { not: Rule } | Leaf;

// eslint-disable-next-line no-control-regex
const text = z
  .string()
  .min(1)
  .max(MAX_TEXT)
  .refine((given) => !/\p{Cc}/u.test(given) && given.isWellFormed(), {
    error: 'has characters that no text has',
  });
const name = text.describe('One of the names in docs/segments.md.');
const number = z
  .number()
  .min(-MAX_NUMBER)
  .max(MAX_NUMBER)
  .refine((given) => /^-?\d+(\.\d+)?$/.test(String(given)) && !Object.is(given, -0), {
    error: 'is no number that people write',
  });
const money = z
  .strictObject({
    amount: number,
    currency: z.string().regex(/^[A-Z]{3}$/, { error: 'is no currency, such as EUR' }),
  })
  .describe('An amount in the main unit of a currency.');
const length = z
  .string()
  .regex(/^[1-9]\d{0,4}(h|d|w|mo|y)$/, { error: 'is no length of time, such as 12h, 90d, 6w, 3mo, 2y' })
  .describe('A month is 30 days, a year 365.');
const day = z.iso
  .date()
  .refine((given) => given >= FIRST_DAY, { error: `is before ${FIRST_DAY}` })
  .describe('A day in the time zone of the business.');
const window = z.union([
  z.strictObject({ last: length }).describe('Not longer ago than this.'),
  z.strictObject({ beforeLast: length }).describe('Longer ago than this.'),
  z.strictObject({ next: length }).describe('Within so long from now.'),
  z.strictObject({ before: day }),
  z.strictObject({ since: day }),
  z.strictObject({ from: day, to: day }),
]);
const compare = z.enum(COMPARISONS);
const is = z.array(text).min(1).max(MAX_VALUES).describe('One of these.');
const value = z.union([number, money]);
const known = z.literal(true).describe('There is any value.');

const filterTest: z.ZodType<FilterTest> = z.union([
  z.strictObject({ of: name, is }),
  z.strictObject({ of: name, compare, value }),
  z.strictObject({ of: name, when: window }),
  z.strictObject({ of: name, known }),
]);
const filter = z.union([filterTest, z.strictObject({ not: filterTest })]);

/** The rule as JSON. What it may name is checked by `readRule`. */
export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(ruleSchema).min(2) }).describe('All of these hold.'),
    z.strictObject({ any: z.array(ruleSchema).min(2) }).describe('One or more of these hold.'),
    z.strictObject({ not: ruleSchema }).describe('This does not hold.'),
    z.strictObject({ everyone: z.literal(true) }),
    z.strictObject({ flag: name }),
    z.strictObject({ segment: name }).describe('Is in the segment of this name.'),
    z.strictObject({ field: name, is }),
    z.strictObject({ field: name, compare, value }),
    z.strictObject({ field: name, when: window }),
    z.strictObject({ field: name, known }),
    z
      .strictObject({
        event: name,
        measure: name,
        where: z
          .array(filter)
          .min(1)
          .max(MAX_VALUES)
          .optional()
          .describe('Only events of which all of this holds.'),
        when: window.optional().describe('Only events of this time.'),
        compare,
        value,
      })
      .describe('How many events a contact has, or how much they come to.'),
  ]),
);

/** The rules that a rule is made of. */
export function childrenOf(rule: Rule): readonly Rule[] {
  if ('all' in rule) return rule.all;
  if ('any' in rule) return rule.any;
  return 'not' in rule ? [rule.not] : [];
}

/** Every condition of a rule, in the order it is written. */
export function leavesOf(rule: Rule): Leaf[] {
  if ('all' in rule || 'any' in rule || 'not' in rule) return childrenOf(rule).flatMap(leavesOf);
  return [rule];
}

/** Throws a WafaError for what is nested deeper, or is longer, than anybody writes. Takes anything: it is asked first. */
export function checkSize(rule: unknown): void {
  let conditions = 0;
  const walk = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null) return;
    if (depth > 2 * MAX_DEPTH + 8) throw new WafaError(`a rule may be nested ${MAX_DEPTH} deep`);
    if (!Array.isArray(node) && ('field' in node || 'event' in node || 'flag' in node || 'segment' in node))
      conditions++;
    for (const child of Object.values(node)) walk(child, depth + 1);
  };
  walk(rule, 0);
  if (conditions > MAX_CONDITIONS)
    throw new WafaError(`a rule may have ${MAX_CONDITIONS} conditions, not ${conditions}`);
}
