import { WafaError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import { settleDirection } from './direction.ts';
import { mailHtml } from './mail-html.ts';
import type { GroupShape, Leaf, Shape } from './shape.ts';

/** Longest list that a mail may show; whoever fills it chooses what to leave out. */
const MAX_LIST_ROWS = 1000;
/** Longest single value of a mail, in characters. */
const MAX_VALUE_LENGTH = 500_000;

/** What a mail is filled with: plain objects, lists, text, numbers, dates. */
export type MailData = Readonly<Record<string, unknown>>;

/**
 * Copies `data` through the shape a template declares: only declared, own properties, into objects without a
 * prototype, so that nothing in a template can reach anything else. Addresses that are not web, mail or phone links
 * become '', HTML is cleaned, control and direction-overriding characters are dropped. Throws a WafaError that names
 * what is missing or of the wrong type.
 */
export function fillShape(shape: GroupShape, data: MailData, locale: Locale, mail: string): MailData {
  const faults: string[] = [];
  const filled = fillGroup(shape, data, '', { locale, faults });
  if (faults.length > 0) {
    throw new WafaError(`the mail ${mail} cannot be written: ${faults.join('; ')}`, {
      hint: `its variables are declared in templates/${mail}/template.yaml`,
    });
  }
  return filled;
}

interface Filling {
  locale: Locale;
  faults: string[];
}

function fillGroup(
  shape: GroupShape,
  value: unknown,
  path: string,
  filling: Filling,
): Record<string, unknown> {
  const target = Object.create(null) as Record<string, unknown>;
  const source = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  for (const [name, inner] of shape.fields) {
    const given = Object.hasOwn(source, name) ? source[name] : undefined;
    target[name] = fill(inner, given, path === '' ? name : `${path}.${name}`, filling);
  }
  return target;
}

function fill(shape: Shape, value: unknown, path: string, filling: Filling): unknown {
  if (shape.kind === 'group') return fillGroup(shape, value, path, filling);
  if (value === undefined || value === null) {
    if (!shape.optional) filling.faults.push(`${path} is missing`);
    return shape.kind === 'list' ? [] : null;
  }
  if (shape.kind === 'leaf') return fillLeaf(shape, value, path, filling);
  if (!Array.isArray(value)) {
    filling.faults.push(`${path} must be a list`);
    return [];
  }
  if (value.length > MAX_LIST_ROWS) filling.faults.push(`${path} has more than ${MAX_LIST_ROWS} rows`);
  return value.slice(0, MAX_LIST_ROWS).map((row) => fillGroup(shape.of, row, `${path}[]`, filling));
}

function fillLeaf({ type }: Leaf, value: unknown, path: string, { locale, faults }: Filling): unknown {
  switch (type) {
    case 'text':
      if (typeof value === 'number') return value;
      if (typeof value === 'string') return settleDirection(cleanText(value, path, faults), locale);
      break;
    case 'html':
      if (typeof value === 'string') return mailHtml(cleanText(value, path, faults), locale);
      break;
    case 'url':
      if (typeof value === 'string') return safeUrl(cleanText(value, path, faults));
      break;
    case 'color':
      if (typeof value === 'string') return /^#[0-9a-f]{6}$/i.test(value) ? value : '#000000';
      break;
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      if (typeof value === 'bigint') return Number(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'date':
      if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
      if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
      break;
  }
  faults.push(`${path} must be ${type === 'html' || type === 'url' ? 'text' : `a ${type}`}`);
  return null;
}

/** C0 and C1 controls but tab and line feed; marks that override or isolate direction and could turn a line around. */
// eslint-disable-next-line no-control-regex
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function cleanText(text: string, path: string, faults: string[]): string {
  if (text.length > MAX_VALUE_LENGTH) faults.push(`${path} is longer than ${MAX_VALUE_LENGTH} characters`);
  return text.replace(UNWANTED, '').toWellFormed();
}

function safeUrl(text: string): string {
  return /^(?:https?:\/\/|mailto:|tel:)[^\s"'<>\\]+$/i.test(text) ? text : '';
}
