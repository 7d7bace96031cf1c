import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { printRule } from '../../../src/customers/segments/print-rule.ts';
import { readRule } from '../../../src/customers/segments/read-rule.ts';
import type { Rule } from '../../../src/customers/segments/rule.ts';
import { ANYTHING, arbitraryRule } from './arbitrary-rule.ts';

describe('the text of a rule', () => {
  it('gives back the rule it was printed from, whatever the rule', () => {
    fc.assert(
      fc.property(arbitraryRule(ANYTHING), (rule) => {
        expect(parseRule(printRule(rule))).toEqual(rule);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same after it was read and printed again', () => {
    fc.assert(
      fc.property(arbitraryRule(ANYTHING), (rule) => {
        const text = printRule(rule);
        expect(printRule(parseRule(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('of anything at all is read, or refused with a place', () => {
    const pieces = fc.constantFrom(...PIECES);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((words) => words.join(' ')),
        ),
        (text) => {
          const outcome = tryParse(text);
          const again = 'rule' in outcome ? tryParse(printRule(outcome.rule)) : outcome;
          expect(again).toEqual(outcome);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each<[string, Rule]>([
    ['kind is customer', { field: 'kind', is: ['customer'] }],
    ['KIND IS Customer', { field: 'kind', is: ['customer'] }],
    ['kind is not customer', { not: { field: 'kind', is: ['customer'] } }],
    ['kind in (customer, lead)', { field: 'kind', is: ['customer', 'lead'] }],
    ['tag is "very important"', { field: 'tag', is: ['very important'] }],
    ['tag is «وفادار»', { field: 'tag', is: ['وفادار'] }],
    ['tag is وفادار', { field: 'tag', is: ['وفادار'] }],
    ['last_incoming_at within 60d', { field: 'last_incoming_at', when: { last: '60d' } }],
    ['last_incoming_at in last 60 days', { field: 'last_incoming_at', when: { last: '60d' } }],
    ['last_incoming_at before last ۶۰d', { field: 'last_incoming_at', when: { beforeLast: '60d' } }],
    ['created_at since 1405/01/01', { field: 'created_at', when: { since: '2026-03-21' } }],
    ['created_at since ۱۴۰۵/۱/۱', { field: 'created_at', when: { since: '2026-03-21' } }],
    [
      'created_at from 2026-03-01 to 2026-03-31',
      { field: 'created_at', when: { from: '2026-03-01', to: '2026-03-31' } },
    ],
    [
      'purchases in last 90d',
      { event: 'purchases', measure: 'count', when: { last: '90d' }, compare: '>=', value: 1 },
    ],
    [
      'purchases.count in last 90d >= ۳',
      { event: 'purchases', measure: 'count', when: { last: '90d' }, compare: '>=', value: 3 },
    ],
    ['purchases.count at least 3', { event: 'purchases', measure: 'count', compare: '>=', value: 3 }],
    [
      'purchases.amount(method is card) in last 1y > 499.99 eur',
      {
        event: 'purchases',
        measure: 'amount',
        where: [{ of: 'method', is: ['card'] }],
        when: { last: '1y' },
        compare: '>',
        value: { amount: 499.99, currency: 'EUR' },
      },
    ],
    [
      'revenue >= ۱۲۰۰۰۰ تومان',
      { field: 'revenue', compare: '>=', value: { amount: 120_000, currency: 'IRT' } },
    ],
    ['silence_purchases >= ۰٫۸', { field: 'silence_purchases', compare: '>=', value: 0.8 }],
    ['custom."shoe size" > 40', { field: 'custom.shoe size', compare: '>', value: 40 }],
    [
      'tag is vip or stage is commitment and not in segment "lapsed"',
      {
        any: [
          { field: 'tag', is: ['vip'] },
          { all: [{ field: 'stage', is: ['commitment'] }, { not: { segment: 'lapsed' } }] },
        ],
      },
    ],
    ['not unsubscribed and mailable', { all: [{ not: { flag: 'unsubscribed' } }, { flag: 'mailable' }] }],
  ])('%s', (text, rule) => {
    expect(parseRule(text)).toEqual(rule);
  });

  it.each<[string, number, RegExp]>([
    ['kind is custmer', 8, /kind is never "custmer"; did you mean "customer"\?/],
    ['knid is customer', 0, /there is no field or event "knid"; did you mean "kind"\?/],
    ['purchase in last 90d', 0, /did you mean "purchases"\?/],
    ['purchases.amuont > 3 EUR', 17, /purchases have no "amuont"; did you mean "amount"\?/],
    ['purchases(methd is card)', 10, /purchases have no property "methd"; did you mean "method"\?/],
    ['last_purchase_at >= 3', 17, /last_purchase_at is a time: "in last 90d"/],
    ['last_purchase_at in last week', 25, /a length of time, such as 12h/],
    ['created_at since 2026-02-30', 17, /here stands a day/],
    ['revenue > 500', 13, /after the number stands its currency, such as EUR, not the end/],
    ['(kind is lead', 13, /the parenthesis is closed, with "\)", not the end/],
    ['kind is lead kind is customer', 13, /"kind" comes too late; put "and" or "or" before it/],
    ['tag is "vip', 7, /no closing quote/],
    ['kind is lead & away', 13, /"&" means nothing here/],
    ['', 0, /here a condition begins/],
    ['purchases.count in last 90d', 27, /after purchases.count stands a comparison/],
    [`${'('.repeat(100)}away`, 12, /nested 12 deep/],
  ])('%s is refused, with the place and what would be right', (text, at, message) => {
    expect(tryParse(text)).toEqual({ problem: expect.stringMatching(message), at });
  });
});

describe('a rule as JSON', () => {
  it('is read where its text would be', () => {
    fc.assert(
      fc.property(arbitraryRule(ANYTHING), (rule) => {
        expect(readRule(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown field', { field: 'password', is: ['x'] }, /there is no field or event "password"/],
    ['a field of a prototype', { field: '__proto__', known: true }, /there is no field/],
    [
      'an event of a prototype',
      { event: 'constructor', measure: 'count', compare: '>', value: 1 },
      /there is no field/,
    ],
    ['SQL for a field', { field: 'c.id) or true --', known: true }, /the rule is not right/],
    [
      'SQL for a measure',
      { event: 'purchases', measure: 'count) --', compare: '>', value: 1 },
      /the rule is not right/,
    ],
    ['a choice that is none', { field: 'kind', is: ['king'] }, /kind is never "king"/],
    ['a number for a time', { field: 'created_at', compare: '>', value: 1 }, /created_at is a time/],
    ['a NUL', { field: 'tag', is: ['a\u0000b'] }, /the rule is not right/],
    [
      'too deep a rule',
      JSON.parse(`${'{"not":'.repeat(5000)}{"flag":"away"}${'}'.repeat(5000)}`),
      /nested 12 deep/,
    ],
    [
      'too many conditions',
      { any: Array.from({ length: 101 }, () => ({ flag: 'away' })) },
      /100 conditions, not 101/,
    ],
    ['nothing', null, /the rule is not right/],
  ])('%s is refused', (_name, json, message) => {
    expect(() => readRule(json)).toThrow(message);
  });
});

const PIECES = 'kind|is|not|and|(|)|customer|"vip"|in|last|90d|3|>=|purchases|segment|,|tag|۳|\u0000'.split(
  '|',
);

function tryParse(text: string): { rule: Rule } | { problem: string; at: number } {
  try {
    return { rule: parseRule(text) };
  } catch (error) {
    if (!(error instanceof Error) || !('at' in error)) throw error;
    return { problem: error.message, at: Number(error.at) };
  }
}
