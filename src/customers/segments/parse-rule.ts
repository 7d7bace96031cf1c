import { COUNT, EVENTS, type EventKind, eventNamed, measuresOf } from './events.ts';
import { CUSTOM_PREFIX, FIELDS, FLAGS, fieldNamed, isFlag, type ValueType } from './fields.ts';
import { parseComparison, parseTest, parseWindow, seesWindow } from './parse-test.ts';
import { checkSize, type Filter, MAX_DEPTH, type Rule } from './rule.ts';
import { suggestion } from './rule-error.ts';
import { type RuleReader, ruleReader, said } from './rule-reader.ts';

/**
 * A rule from its text (docs/segments.md has the grammar). Throws a RuleError that says where it is wrong and what would
 * be right. Whether the segments it names exist is not looked at.
 */
export function parseRule(source: string): Rule {
  const reader = ruleReader(source);
  const rule = parseAny(reader, 1);
  const rest = reader.peek();
  if (rest.kind !== 'end') reader.fail(`${said(rest)} comes too late; put "and" or "or" before it`);
  checkSize(rule);
  return rule;
}

function parseAny(reader: RuleReader, depth: number): Rule {
  const any = [parseAll(reader, depth)];
  while (reader.takes('or')) any.push(parseAll(reader, depth));
  return any.length === 1 && any[0] ? any[0] : { any };
}

function parseAll(reader: RuleReader, depth: number): Rule {
  const all = [parseOne(reader, depth)];
  while (reader.takes('and')) all.push(parseOne(reader, depth));
  return all.length === 1 && all[0] ? all[0] : { all };
}

function parseOne(reader: RuleReader, depth: number): Rule {
  if (depth > MAX_DEPTH) reader.fail(`a rule may be nested ${MAX_DEPTH} deep`);
  if (reader.takes('not')) return { not: parseOne(reader, depth + 1) };
  if (!reader.takes('(')) return parseCondition(reader);
  const inner = parseAny(reader, depth + 1);
  reader.expect(')', 'here the parenthesis is closed, with ")"');
  return inner;
}

function parseCondition(reader: RuleReader): Rule {
  if (reader.takes('everyone')) return { everyone: true };
  if (reader.takes('in', 'segment')) return { segment: segmentName(reader) };
  const token = reader.next();
  if (token.kind !== 'word')
    reader.fail(`here a condition begins, with the name of a field or an event, not ${said(token)}`, token);
  const name = token.text.toLowerCase();
  if (isFlag(name)) return { flag: name };
  const [event = '', measure, ...more] = name.split('.');
  const kind = eventNamed(event);
  if (kind && more.length === 0) return parseEvent(reader, event, kind, measure);
  const field = name.startsWith(CUSTOM_PREFIX) ? customField(reader, token.text) : name;
  const known = fieldNamed(field);
  if (!known) {
    const names = [...Object.keys(FIELDS), ...Object.keys(FLAGS), ...Object.keys(EVENTS)];
    reader.fail(`there is no field or event "${token.text}"${suggestion(name, names)}`, token);
  }
  return parseTest(reader, field, known, (test) => ({ field, ...test }));
}

function segmentName(reader: RuleReader): string {
  const token = reader.next();
  if (token.kind !== 'word' && token.kind !== 'string')
    reader.fail(`here stands the name of a segment, not ${said(token)}`, token);
  return token.text;
}

/** `custom.size`, or `custom."shoe size"`. */
function customField(reader: RuleReader, written: string): string {
  const key = written.slice(CUSTOM_PREFIX.length);
  if (key !== '' || reader.peek().kind !== 'string') return CUSTOM_PREFIX + key;
  return CUSTOM_PREFIX + reader.next().text;
}

function parseEvent(reader: RuleReader, event: string, kind: EventKind, measure: string | undefined): Rule {
  const sum = measure === undefined || measure === COUNT ? undefined : kind.sums[measure];
  if (measure !== undefined && measure !== COUNT && sum === undefined)
    reader.fail(`${event} have no "${measure}"${suggestion(measure, measuresOf(kind))}`);
  const filters = reader.takes('(') ? parseFilters(reader, event, kind) : [];
  const condition = {
    event,
    measure: measure ?? COUNT,
    ...(filters.length > 0 ? { where: filters } : {}),
    ...(seesWindow(reader) ? { when: parseWindow(reader) } : {}),
  };
  // The event alone: there is one or more.
  if (measure === undefined) return { ...condition, compare: '>=', value: 1 };
  const type: ValueType = sum ?? { type: 'number', sql: 'int' };
  const { negated, compare, value } = parseComparison(reader, type, `${event}.${measure}`);
  return negated ? { not: { ...condition, compare, value } } : { ...condition, compare, value };
}

function parseFilters(reader: RuleReader, event: string, kind: EventKind): Filter[] {
  const filters: Filter[] = [];
  do {
    const negated = reader.takes('not');
    const token = reader.next();
    const of = token.text.toLowerCase();
    const property = Object.hasOwn(kind.properties, of) ? kind.properties[of] : undefined;
    if (token.kind !== 'word' || !property)
      reader.fail(
        `${event} have no property ${said(token)}${suggestion(of, Object.keys(kind.properties))}`,
        token,
      );
    const filter = parseTest<Filter>(reader, of, property, (test) => ({ of, ...test }));
    if (negated && 'not' in filter) reader.fail('one "not" is enough', token);
    filters.push(negated && !('not' in filter) ? { not: filter } : filter);
  } while (reader.takes('and'));
  reader.expect(')', 'here the parenthesis is closed, with ")"');
  return filters;
}
