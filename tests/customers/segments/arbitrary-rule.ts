import fc from 'fast-check';
import { COUNT, EVENTS, type EventKind } from '../../../src/customers/segments/events.ts';
import { FIELDS, FLAGS, type ValueType } from '../../../src/customers/segments/fields.ts';
import {
  COMPARISONS,
  type Filter,
  type Leaf,
  type Rule,
  type Test,
  type Window,
} from '../../../src/customers/segments/rule.ts';

/** Texts that a rule is made of: anything by itself, or what a small business would have. */
export interface Vocabulary {
  texts: fc.Arbitrary<string>;
  numbers: fc.Arbitrary<number>;
  days: fc.Arbitrary<string>;
  lengths: fc.Arbitrary<string>;
  segments: fc.Arbitrary<string>;
  currencies: fc.Arbitrary<string>;
}

const HOSTILE = [
  `'; drop table contacts; --`,
  `" or 1=1 --`,
  '\\',
  '"',
  '\\"',
  '$1',
  '${now}',
  `') or ('1'='1`,
  'known',
  'not',
  'وفادار',
  'می‌خواهم',
  '2026-01-01',
  '3',
  '🙂',
  '‮rtl',
  '%',
  '_',
];

/** Everything that may stand in a rule, and much that nobody would write. */
export const ANYTHING: Vocabulary = {
  texts: fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed()),
  ),
  numbers: fc.oneof(
    fc.integer({ min: -1000, max: 1_000_000_000 }),
    fc.integer({ min: 0, max: 99_999 }).map((cents) => cents / 100),
  ),
  days: fc
    .date({ min: new Date('1700-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  lengths: fc.oneof(
    fc.integer({ min: 1, max: 36_500 }).map((count) => `${count}d`),
    fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('h', 'w', 'mo', 'y'))
      .map(([count, unit]) => `${count}${unit}`),
  ),
  segments: fc.oneof(fc.constantFrom('lapsed', 'at-risk', 'and'), fc.constantFrom(...HOSTILE)),
  currencies: fc.constantFrom('EUR', 'USD', 'IRR', 'KWD'),
};

/** A rule with conditions of every kind. */
export function arbitraryRule(vocabulary: Vocabulary, maxDepth = 3): fc.Arbitrary<Rule> {
  const leaf = arbitraryLeaf(vocabulary);
  return fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth, depthSize: 'small' },
      leaf,
      fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map((all): Rule => ({ all })),
      fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map((any): Rule => ({ any })),
      tie('rule').map((not): Rule => ({ not })),
    ),
  })).rule;
}

/** One condition. */
export function arbitraryLeaf(vocabulary: Vocabulary): fc.Arbitrary<Leaf> {
  const fields = Object.entries(FIELDS).map(([field, type]) =>
    arbitraryTest(type, vocabulary).map((test): Leaf => ({ field, ...test })),
  );
  const custom = fc
    .tuple(
      fc.constantFrom('custom.size', 'custom.shoe size', 'custom.اندازه'),
      arbitraryTest({ type: 'free' }, vocabulary),
    )
    .map(([field, test]): Leaf => ({ field, ...test }));
  const events = Object.entries(EVENTS).flatMap(([event, kind]: [string, EventKind]) => [
    arbitraryEvent(event, kind, COUNT, vocabulary),
    ...Object.keys(kind.sums).map((measure) => arbitraryEvent(event, kind, measure, vocabulary)),
  ]);
  return fc.oneof(
    { arbitrary: fc.oneof(...fields), weight: 6 },
    { arbitrary: custom, weight: 1 },
    { arbitrary: fc.oneof(...events), weight: 6 },
    { arbitrary: fc.constantFrom(...Object.keys(FLAGS)).map((flag): Leaf => ({ flag })), weight: 1 },
    { arbitrary: vocabulary.segments.map((segment): Leaf => ({ segment })), weight: 1 },
    { arbitrary: fc.constant<Leaf>({ everyone: true }), weight: 1 },
  );
}

function arbitraryEvent(
  event: string,
  kind: EventKind,
  measure: string,
  vocabulary: Vocabulary,
): fc.Arbitrary<Leaf> {
  const sum = kind.sums[measure];
  const value =
    sum?.type === 'money' ? money(vocabulary) : sum ? vocabulary.numbers : fc.integer({ min: 0, max: 4 });
  return fc
    .record({
      where: fc.option(filters(kind, vocabulary), { nil: undefined }),
      when: fc.option(windows(vocabulary), { nil: undefined }),
      compare: fc.constantFrom(...COMPARISONS),
      value,
    })
    .map(
      ({ where, when, ...rest }): Leaf => ({
        event,
        measure,
        ...rest,
        ...(where && { where }),
        ...(when && { when }),
      }),
    );
}

function filters(kind: EventKind, vocabulary: Vocabulary): fc.Arbitrary<Filter[]> {
  const one = Object.entries(kind.properties).map(([of, type]) =>
    fc.tuple(arbitraryTest(type, vocabulary), fc.boolean()).map(([test, negated]): Filter => {
      return negated ? { not: { of, ...test } } : { of, ...test };
    }),
  );
  return fc.array(fc.oneof(...one), { minLength: 1, maxLength: 2 });
}

function arbitraryTest(type: ValueType, vocabulary: Vocabulary): fc.Arbitrary<Test> {
  const known = fc.constant<Test>({ known: true });
  const compare = fc.constantFrom(...COMPARISONS);
  const oneOf = (is: fc.Arbitrary<string[]>) =>
    fc.oneof(
      known,
      is.map((given): Test => ({ is: given })),
    );
  if (type.type === 'choice')
    return oneOf(fc.uniqueArray(fc.constantFrom(...type.values), { minLength: 1, maxLength: 3 }));
  if (type.type === 'text') return oneOf(fc.array(vocabulary.texts, { minLength: 1, maxLength: 3 }));
  const number = fc.record({ compare, value: vocabulary.numbers });
  if (type.type === 'free')
    return fc.oneof(oneOf(fc.array(vocabulary.texts, { minLength: 1, maxLength: 2 })), number);
  if (type.type === 'number') return fc.oneof(known, number);
  if (type.type === 'money') return fc.oneof(known, fc.record({ compare, value: money(vocabulary) }));
  return fc.oneof(
    known,
    windows(vocabulary).map((when): Test => ({ when })),
  );
}

function money({ numbers, currencies }: Vocabulary) {
  return fc.record({ amount: numbers, currency: currencies });
}

function windows({ days, lengths }: Vocabulary): fc.Arbitrary<Window> {
  return fc.oneof(
    lengths.map((last): Window => ({ last })),
    lengths.map((beforeLast): Window => ({ beforeLast })),
    lengths.map((next): Window => ({ next })),
    days.map((before): Window => ({ before })),
    days.map((since): Window => ({ since })),
    fc.tuple(days, days).map(([from, to]): Window => ({ from, to })),
  );
}
