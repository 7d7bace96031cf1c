import { LOCALES } from '../../lib/locale.ts';

/** What can be said of a value. `day`: a date without a time. */
export type ValueType =
  | { type: 'choice'; values: readonly string[] }
  | { type: 'text' }
  | { type: 'number'; sql: 'int' | 'real' }
  | { type: 'money'; currency: string }
  | { type: 'time' }
  | { type: 'day' }
  /** Written by hand or by an import: a text, and a number where it looks like one. */
  | { type: 'free' };

/** Something known of a contact. With a `column` it is one value; without, there may be several. */
export type Field = ValueType & { about: string; column?: string };

const KINDS = ['customer', 'lead', 'partner', 'supplier', 'employee'] as const;
const RELATIONSHIPS = [
  'transactional',
  'long-term',
  'personal-assistance',
  'account-manager',
  'self-service',
  'automated',
  'community',
] as const;
const CHANNELS = ['email', 'phone', 'text', 'meeting', 'social', 'web'] as const;
const STAGES = ['exploration', 'awareness', 'expansion', 'commitment', 'dissolution'] as const;

/** Every field that a rule may name; `c` are the contacts and `s` their scores. Columns come from here alone. */
export const FIELDS = {
  kind: { type: 'choice', values: KINDS, column: 'c.kind', about: 'what they are to us' },
  relationship: {
    type: 'choice',
    values: RELATIONSHIPS,
    column: 'c.relationship',
    about: 'how we deal with them',
  },
  language: { type: 'choice', values: LOCALES, column: 'c.locale', about: 'what they write' },
  time_zone: { type: 'text', column: 'c.time_zone', about: 'such as Asia/Tehran' },
  preferred_channel: {
    type: 'choice',
    values: CHANNELS,
    column: 'c.preferred_channel',
    about: 'how they like to be reached',
  },
  heard_from: { type: 'text', column: 'c.heard_from', about: 'how they heard of us' },
  source: { type: 'text', column: 'c.source', about: 'where we have them from: mail, csv' },
  created_at: { type: 'time', column: 'c.created_at', about: 'first known here' },
  first_message_at: { type: 'time', column: 'c.first_message_at', about: 'first mail, either way' },
  last_incoming_at: { type: 'time', column: 'c.last_incoming_at', about: 'their last mail' },
  last_outgoing_at: { type: 'time', column: 'c.last_outgoing_at', about: 'our last mail' },
  waiting_since: { type: 'time', column: 'waiting_since', about: 'their last mail, where ours is not later' },
  incoming_count: { type: 'number', sql: 'int', column: 'c.incoming_count', about: 'mails they wrote' },
  outgoing_count: { type: 'number', sql: 'int', column: 'c.outgoing_count', about: 'mails we wrote' },
  first_purchase_at: { type: 'time', column: 'c.first_purchase_at', about: 'first purchase' },
  last_purchase_at: { type: 'time', column: 'c.last_purchase_at', about: 'last purchase' },
  last_activity_at: { type: 'time', column: 'c.last_activity_at', about: 'their last mail or purchase' },
  usual_gap_days: {
    type: 'number',
    sql: 'real',
    column: 'c.usual_gap_days',
    about: 'usual days between purchases',
  },
  silent_since: { type: 'time', column: 'c.silent_since', about: 'silent by their own rhythm' },

  stage: { type: 'choice', values: STAGES, column: 's.stage', about: 'stage of the relationship' },
  stage_since: { type: 'time', column: 's.stage_since', about: 'when the stage began' },
  recency: { type: 'number', sql: 'int', column: 's.recency', about: 'fifth by last purchase, 5 is best' },
  frequency: {
    type: 'number',
    sql: 'int',
    column: 's.frequency',
    about: 'fifth by number of purchases, 5 is best',
  },
  monetary: { type: 'number', sql: 'int', column: 's.monetary', about: 'fifth by amount, 5 is best' },
  rfm_group: { type: 'text', column: 's.rfm_group', about: 'named group of the three fifths' },
  revenue: { type: 'money', currency: 's.currency', column: 's.revenue_minor', about: 'all they paid' },
  alive_probability: {
    type: 'number',
    sql: 'real',
    column: 's.alive_probability',
    about: 'that they are still a customer, 0 to 1',
  },
  expected_purchases: {
    type: 'number',
    sql: 'real',
    column: 's.expected_purchases',
    about: 'in the next twelve months',
  },
  expected_revenue: {
    type: 'money',
    currency: 's.currency',
    column: 's.expected_revenue_minor',
    about: 'in the next twelve months',
  },
  silence_purchases: {
    type: 'number',
    sql: 'real',
    column: 's.silence_purchases',
    about: 'that they stopped buying, 0 to 1',
  },
  silence_mail: {
    type: 'number',
    sql: 'real',
    column: 's.silence_mail',
    about: 'that they stopped writing, 0 to 1',
  },
  mail_gap_days: {
    type: 'number',
    sql: 'real',
    column: 's.mail_gap_days',
    about: 'usual days between their mails',
  },
  next_purchase_at: { type: 'time', column: 's.next_purchase_at', about: 'when they are expected to buy' },
  late_payment_risk: {
    type: 'number',
    sql: 'real',
    column: 's.late_payment_risk',
    about: 'that they pay late, 0 to 1',
  },
  their_answer_minutes: {
    type: 'number',
    sql: 'real',
    column: 's.their_answer_minutes',
    about: 'how long they take to answer',
  },
  our_answer_minutes: {
    type: 'number',
    sql: 'real',
    column: 's.our_answer_minutes',
    about: 'how long we take to answer',
  },
  best_channel: { type: 'text', column: 's.best_channel', about: 'where they answer best' },
  best_hour: {
    type: 'number',
    sql: 'int',
    column: 's.best_hour',
    about: 'hour of the day they answer at, 0 to 23',
  },

  name: { type: 'text', about: 'words that begin words of the name' },
  address: { type: 'text', about: 'an e-mail address' },
  company: { type: 'text', about: 'name of the company' },
  company_domain: { type: 'text', about: 'domain of the company' },
  owner: { type: 'text', about: 'e-mail address of who looks after them' },
  tag: { type: 'text', about: 'a tag' },
  phone: { type: 'text', about: 'as +431555017' },
  title: { type: 'text', about: 'job title' },
  postal_address: { type: 'text', about: 'postal address' },
  site: { type: 'text', about: 'web site' },
  social: { type: 'text', about: 'social page' },
  family: { type: 'text', about: 'family' },
  interest: { type: 'text', about: 'what they care about' },
  membership: { type: 'text', about: 'club or association' },
  birthday: { type: 'day', about: 'the next one, in their calendar' },
  anniversary: { type: 'day', about: 'the next one, in their calendar' },
  name_day: { type: 'day', about: 'the next one, in their calendar' },
  occasion: { type: 'day', about: 'the next occasion of any kind' },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

/** The business's own fields: `custom.size`, `custom."shoe size"`. */
export const CUSTOM_PREFIX = 'custom.';
const CUSTOM_KEY = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} _.-]{0,59}$/u;

/** What is known of a field by its name; undefined when there is none. */
export function fieldNamed(name: string): Field | undefined {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name as FieldName];
  if (name.startsWith(CUSTOM_PREFIX) && CUSTOM_KEY.test(name.slice(CUSTOM_PREFIX.length)))
    return { type: 'free', about: 'a field of the business' };
  return undefined;
}

/** What is either so or not. */
export const FLAGS = {
  silent: 'silent by their own rhythm',
  away: 'out of the office now',
  mailable: 'may get letters: has an address that works, and did not unsubscribe',
  unsubscribed: 'wants no letters',
  undeliverable: 'has no address that mail may go to',
  anonymised: 'was made anonymous',
} as const;

export type FlagName = keyof typeof FLAGS;

export function isFlag(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}
