import { COUNT } from './events.ts';
import { CUSTOM_PREFIX } from './fields.ts';
import type { EventCondition, Filter, FilterTest, Leaf, Money, Rule, Test, Window } from './rule.ts';

/** The text of a rule, from which `parseRule` reads the same rule. */
export function printRule(rule: Rule): string {
  if ('all' in rule) return rule.all.map(printInner).join(' and ');
  if ('any' in rule) return rule.any.map(printInner).join(' or ');
  if (!('not' in rule)) return printLeaf(rule);
  const { not } = rule;
  if ('all' in not || 'any' in not || 'not' in not) return `not (${printRule(not)})`;
  return printNegated(not);
}

function printInner(rule: Rule): string {
  return 'all' in rule || 'any' in rule ? `(${printRule(rule)})` : printRule(rule);
}

/** A condition as people write it. */
export function printLeaf(leaf: Leaf): string {
  if ('everyone' in leaf) return 'everyone';
  if ('flag' in leaf) return leaf.flag;
  if ('segment' in leaf) return `in segment ${printText(leaf.segment)}`;
  if ('field' in leaf) return `${printField(leaf.field)} ${printTest(leaf)}`;
  return printEvent(leaf, '');
}

function printNegated(leaf: Leaf): string {
  const equal = 'compare' in leaf && leaf.compare === '=';
  if ('field' in leaf && ('is' in leaf || 'known' in leaf || equal))
    return `${printField(leaf.field)} ${printNotTest(leaf)}`;
  if ('event' in leaf && equal) return printEvent(leaf, '!');
  return `not ${printLeaf(leaf)}`;
}

function printEvent(leaf: EventCondition, negation: string): string {
  const { event, measure, where, when, compare, value } = leaf;
  const filters = where ? `(${where.map(printFilter).join(' and ')})` : '';
  const window = when ? ` ${printWindow(when)}` : '';
  if (measure === COUNT && compare === '>=' && value === 1) return `${event}${filters}${window}`;
  return `${event}.${measure}${filters}${window} ${negation}${compare} ${printValue(value)}`;
}

function printFilter(filter: Filter): string {
  if (!('not' in filter)) return `${filter.of} ${printTest(filter)}`;
  return canSayNot(filter.not)
    ? `${filter.not.of} ${printNotTest(filter.not)}`
    : `not ${filter.not.of} ${printTest(filter.not)}`;
}

function canSayNot(test: FilterTest): boolean {
  return 'is' in test || 'known' in test || ('compare' in test && test.compare === '=');
}

function printTest(test: Test): string {
  if ('known' in test) return 'is known';
  if ('when' in test) return printWindow(test.when);
  if ('compare' in test) return `${test.compare} ${printValue(test.value)}`;
  return test.is.length === 1
    ? `is ${printText(test.is[0] ?? '')}`
    : `in (${test.is.map(printText).join(', ')})`;
}

function printNotTest(test: Test): string {
  if ('known' in test) return 'is unknown';
  if ('compare' in test) return `!= ${printValue(test.value)}`;
  if ('when' in test) throw new Error('a time is negated from outside');
  return test.is.length === 1
    ? `is not ${printText(test.is[0] ?? '')}`
    : `not in (${test.is.map(printText).join(', ')})`;
}

/** A time as it stands in a rule. */
function printWindow(window: Window): string {
  if ('last' in window) return `in last ${window.last}`;
  if ('beforeLast' in window) return `before last ${window.beforeLast}`;
  if ('next' in window) return `in next ${window.next}`;
  if ('before' in window) return `before ${window.before}`;
  if ('since' in window) return `since ${window.since}`;
  return `from ${window.from} to ${window.to}`;
}

function printValue(value: number | Money): string {
  return typeof value === 'number' ? String(value) : `${value.amount} ${value.currency}`;
}

/** Words that would mean something else stand in quotes. */
const RESERVED = new Set(['known', 'unknown', 'not', 'and', 'or', 'in', 'is']);

function printText(text: string): string {
  if (/^[a-z][a-z0-9_-]*$/i.test(text) && !RESERVED.has(text.toLowerCase())) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function printField(field: string): string {
  if (!field.startsWith(CUSTOM_PREFIX)) return field;
  const key = field.slice(CUSTOM_PREFIX.length);
  return /^[a-z][a-z0-9_-]*$/i.test(key) ? field : `${CUSTOM_PREFIX}"${key}"`;
}
