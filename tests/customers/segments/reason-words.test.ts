import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../src/customers/segments/events.ts';
import { explainLeaf } from '../../../src/customers/segments/explain-leaf.ts';
import { FIELDS, type FieldName, FLAGS } from '../../../src/customers/segments/fields.ts';
import { reasonSpeaker, SEGMENT_WORDS } from '../../../src/customers/segments/reason-words.ts';
import type { Leaf } from '../../../src/customers/segments/rule.ts';
import { textsOf } from '../../support/texts-of.ts';

const NOW = new Date('2026-03-10T11:00:00Z');
const FACTS = { purchaseCount: 3, usualGapDays: 12, lastActivityAt: new Date('2026-02-10T11:00:00Z') };

describe.each(['ar', 'fa'] as const)('the words of reasons in %s', (locale) => {
  const texts = textsOf(SEGMENT_WORDS[locale]);
  const say = reasonSpeaker({ locale, timeZone: 'UTC' }, NOW);

  it('are written with the letters of their own language', () => {
    const foreign = locale === 'ar' ? /[پچژگکی]/ : /[ةكىي]/;
    for (const [key, text] of texts) expect(`${key}: ${text}`).not.toMatch(foreign);
  });

  it('name every choice that a rule may hold', () => {
    const choices = [
      ...Object.values(FIELDS),
      ...Object.values(EVENTS).flatMap((event) => Object.values(event.properties)),
    ];
    const values = choices.flatMap((one) => (one.type === 'choice' ? [...one.values] : []));
    for (const value of values) expect(SEGMENT_WORDS[locale].values).toHaveProperty([value]);
    const properties = Object.values(EVENTS).flatMap((event) => Object.keys(event.properties));
    for (const property of properties) expect(SEGMENT_WORDS[locale].properties).toHaveProperty([property]);
    for (const [name, { sums }] of Object.entries(EVENTS))
      for (const sum of Object.keys(sums))
        expect(SEGMENT_WORDS[locale].events).toHaveProperty([name, 'sums', sum]);
  });

  it('leave nothing in English, whatever is asked and whatever is known', () => {
    const leaves: [Leaf, unknown][] = [
      ...Object.keys(FLAGS).map((flag): [Leaf, unknown] => [{ flag }, null]),
      ...Object.entries(FIELDS).map(([field, { type }]): [Leaf, unknown] => [
        { field, known: true },
        EXAMPLES[type] ?? null,
      ]),
      ...(['last', 'beforeLast', 'next'] as const).flatMap((kind) =>
        ['1h', '2d', '3w', '11mo', '100y'].map((length): [Leaf, unknown] => [
          { field: 'last_purchase_at', when: { [kind]: length } as { last: string } },
          null,
        ]),
      ),
      ...Object.keys(EVENTS).flatMap((event): [Leaf, unknown][] =>
        [0, 1, 2, 5, 11, 100].map((count) => [
          {
            event,
            measure: 'count',
            compare: '>=',
            value: 1,
            when: { from: '2026-01-01', to: '2026-02-01' },
          },
          count,
        ]),
      ),
      [
        { event: 'purchases', measure: 'amount', compare: '>=', value: { amount: 5, currency: 'EUR' } },
        120_000,
      ],
      [{ field: 'recency', compare: '<=', value: 3 }, undefined],
    ];
    for (const [leaf, value] of leaves)
      for (const holds of [true, false]) {
        const words = explainLeaf(leaf, holds, value, FACTS, say);
        expect(words).toMatch(/^[^A-Za-z{}]+$/);
        expect(words).toMatch(/[\u0600-\u06ff]/);
      }
  });
});

const EXAMPLES: Partial<Record<(typeof FIELDS)[FieldName]['type'], unknown>> = {
  choice: 'customer',
  number: 12.5,
  time: '2026-03-01T10:00:00Z',
  day: '2026-03-12',
};
