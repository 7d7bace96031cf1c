import type { ContactChannel, ContactKind, Relationship } from '../../database/tables.ts';
import { CALENDARS, isTimeZone, LOCALES } from '../../lib/locale.ts';

export const CONTACT_KINDS = [
  'customer',
  'lead',
  'partner',
  'supplier',
  'employee',
] as const satisfies readonly ContactKind[];
const RELATIONSHIPS = [
  'transactional',
  'long-term',
  'personal-assistance',
  'account-manager',
  'self-service',
  'automated',
  'community',
] as const satisfies readonly Relationship[];
const CONTACT_CHANNELS = [
  'email',
  'phone',
  'text',
  'meeting',
  'social',
  'web',
] as const satisfies readonly ContactChannel[];

/** The fields of `details` that are columns of `contacts` too: the value that wins is copied there. */
export const CONTACT_COLUMNS = {
  name: 'name',
  kind: 'kind',
  locale: 'locale',
  'time-zone': 'time_zone',
  calendar: 'calendar',
  company: 'company_id',
  relationship: 'relationship',
  owner: 'owner_id',
  'preferred-channel': 'preferred_channel',
  'heard-from': 'heard_from',
} as const;

export type ColumnField = keyof typeof CONTACT_COLUMNS;

/** Fields of which there may be many. */
const MANY_FIELDS = [
  'phone',
  'postal-address',
  'site',
  'social',
  'family',
  'interest',
  'membership',
] as const;

/** Fields of which there is one, and that are no column. */
const SINGLE_FIELDS = new Set(['title']);
const CUSTOM = /^custom:[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} _.-]{0,59}$/u;

export function isColumnField(field: string): field is ColumnField {
  return Object.hasOwn(CONTACT_COLUMNS, field);
}

/** True for a field of which there may be many. */
export function hasMany(field: string): boolean {
  return MANY_FIELDS.some((many) => many === field);
}

/** What the record may hold beside addresses, occasions, notes and tags; `custom:<key>` is the business's own. */
export function isField(field: string): boolean {
  return isColumnField(field) || hasMany(field) || SINGLE_FIELDS.has(field) || CUSTOM.test(field);
}

/** The values that a field is chosen from; undefined where anything may be written. */
export function choicesOf(field: string): readonly string[] | undefined {
  return Object.hasOwn(CHOICES, field) ? CHOICES[field] : undefined;
}

const CHOICES: Record<string, readonly string[]> = {
  kind: CONTACT_KINDS,
  locale: LOCALES,
  calendar: CALENDARS,
  relationship: RELATIONSHIPS,
  'preferred-channel': CONTACT_CHANNELS,
};

/** Throws on what no caller may write: an unknown field, an empty or endless value, one that is no choice of the field. */
export function checkDetail(field: string, value: string): void {
  const choices = choicesOf(field);
  const wrong =
    !isField(field) ||
    value.trim() === '' ||
    value.length > MAX_VALUE ||
    (choices !== undefined && !choices.includes(value)) ||
    (field === 'time-zone' && !isTimeZone(value));
  if (wrong) throw new Error(`not a value of ${field}: ${value.slice(0, 100)}`);
}

/** Characters of one value. */
export const MAX_VALUE = 2000;
