import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENTS, type EventKind, measuresOf } from '../../../src/customers/segments/events.ts';
import { FIELDS, FLAGS } from '../../../src/customers/segments/fields.ts';
import { readShippedSegments, SHIPPED_SEGMENTS } from '../../../src/customers/segments/install-segments.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { printRule } from '../../../src/customers/segments/print-rule.ts';
import { readRule } from '../../../src/customers/segments/read-rule.ts';
import { namedSegments } from '../../../src/customers/segments/segment-references.ts';

const text = readFileSync(path.join(import.meta.dirname, '../../../docs/segments.md'), 'utf8');
const part = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
const examples = part('segments').trim().split('\n');

describe('docs/segments.md', () => {
  it('has twenty examples, no two alike', () => {
    expect(new Set(examples).size).toBe(20);
  });

  it.each(examples)('%s', (example) => {
    const rule = parseRule(example);
    expect(parseRule(printRule(rule))).toEqual(rule);
  });

  it('shows a rule as JSON that is one', () => {
    expect(printRule(readRule(JSON.parse(part('json'))))).toBe(
      'kind is customer and purchases.count in last 90d >= 3 and not in segment lapsed',
    );
  });

  it('names every field, flag, event, measure and property', () => {
    const named = [
      ...Object.keys(FIELDS),
      ...Object.keys(FLAGS),
      ...Object.entries(EVENTS).flatMap(([name, event]: [string, EventKind]) => [
        name,
        ...measuresOf(event),
        ...Object.keys(event.properties),
      ]),
    ];
    expect(named.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every segment that comes with Wafa, and they name no other', async () => {
    const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
    const names = shipped.map(({ name }) => name);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(
      shipped.flatMap(({ rule }) => namedSegments(rule)).filter((name) => !names.includes(name)),
    ).toEqual([]);
  });

  it('shows a mistake as it is told', () => {
    expect(() => parseRule('kind is custmer')).toThrow(
      /the rule is not right at character 9: kind is never "custmer"; did you mean "customer"\?/,
    );
  });
});
