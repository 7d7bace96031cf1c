import type { EventName } from '../events.ts';
import type { FieldName, FlagName } from '../fields.ts';
import type { Comparison } from '../rule.ts';

/** A kind of event in a sentence: none of it, so many (ICU, `n`), and what its sums are (`sum`). */
interface EventWords {
  none: string;
  some: string;
  sums?: Readonly<Record<string, string>>;
}

/** The words of why somebody is in a segment: ICU messages. Every key stands in every language; the type sees to it. */
export interface SegmentWords {
  comma: string;
  or: string;
  everyone: string;
  member: string;
  notMember: string;
  flags: Readonly<Record<FlagName, readonly [so: string, notSo: string]>>;
  bought: string;
  usually: string;
  silentFor: string;
  /** One habit after the other; `rhythm` and `silence` may be ''. */
  habit: string;
  forGood: string;
  ago: string;
  ahead: string;
  /** How a time is told, and that there is none. */
  told: Readonly<Partial<Record<FieldName, readonly [told: string, never: string]>>>;
  fields: Readonly<Record<FieldName, string>>;
  is: string;
  isNot: string;
  known: string;
  unknown: string;
  on: string;
  compared: Readonly<Record<Comparison, string>>;
  windows: Readonly<Record<'last' | 'beforeLast' | 'next' | 'before' | 'since' | 'between', string>>;
  /** After "the last": of one the number is not said. */
  lastLengths: Readonly<Record<string, string>>;
  lengths: Readonly<Record<string, string>>;
  events: Readonly<Record<EventName, EventWords>>;
  /** Of events. */
  properties: Readonly<Record<string, string>>;
  /** Of choices; what is not here stands as it is written in rules. */
  values: Readonly<Record<string, string>>;
  kept: string;
}

const LENGTHS = {
  h: '{n, plural, one {# hour} other {# hours}}',
  d: '{n, plural, one {# day} other {# days}}',
  w: '{n, plural, one {# week} other {# weeks}}',
  mo: '{n, plural, one {# month} other {# months}}',
  y: '{n, plural, one {# year} other {# years}}',
};

export const EN: SegmentWords = {
  comma: ', ',
  or: ' or ',
  everyone: 'everyone is',
  member: 'in {segment}',
  notMember: 'not in {segment}',
  flags: {
    silent: ['silent', 'not silent'],
    away: ['away', 'not away'],
    mailable: ['mailable', 'not mailable'],
    unsubscribed: ['unsubscribed', 'not unsubscribed'],
    undeliverable: ['undeliverable', 'not undeliverable'],
    anonymised: ['anonymised', 'not anonymised'],
  },
  bought: '{n, plural, =0 {never bought} one {bought # time} other {bought # times}}',
  usually: ', usually every {n, plural, one {# day} other {# days}}',
  silentFor: '; {n, plural, one {# day} other {# days}} silent',
  habit: '{bought}{rhythm}{silence}',
  forGood: '{habit} ({share} likely for good)',
  ago: '{n, plural, =0 {today} one {# day ago} other {# days ago}}',
  ahead: '{n, plural, one {in # day} other {in # days}}',
  told: {
    first_message_at: ['first mail {when}', 'no mail ever'],
    last_incoming_at: ['last wrote {when}', 'never wrote'],
    last_outgoing_at: ['last written to {when}', 'never written to'],
    first_purchase_at: ['first bought {when}', 'never bought'],
    last_purchase_at: ['last bought {when}', 'never bought'],
    last_activity_at: ['last heard of {when}', 'never heard of'],
    waiting_since: ['waiting since {when}', 'not waiting'],
    silent_since: ['silent since {when}', 'not silent'],
    next_purchase_at: ['expected to buy {when}', 'not expected to buy'],
    created_at: ['known since {when}', 'not known'],
    stage_since: ['stage reached {when}', 'no stage'],
  },
  fields: {
    kind: 'kind',
    relationship: 'relationship',
    language: 'language',
    time_zone: 'time zone',
    preferred_channel: 'preferred channel',
    heard_from: 'heard from',
    source: 'source',
    created_at: 'created',
    first_message_at: 'first mail',
    last_incoming_at: 'their last mail',
    last_outgoing_at: 'our last mail',
    waiting_since: 'waiting since',
    incoming_count: 'mails they wrote',
    outgoing_count: 'mails we wrote',
    first_purchase_at: 'first purchase',
    last_purchase_at: 'last purchase',
    last_activity_at: 'last activity',
    usual_gap_days: 'usual days between purchases',
    silent_since: 'silent since',
    stage: 'stage',
    stage_since: 'stage since',
    recency: 'recency (of 5)',
    frequency: 'frequency (of 5)',
    monetary: 'amount (of 5)',
    rfm_group: 'group of buyers',
    revenue: 'revenue',
    alive_probability: 'still a customer with',
    expected_purchases: 'expected purchases',
    expected_revenue: 'expected revenue',
    silence_purchases: 'stopped buying with',
    silence_mail: 'stopped writing with',
    mail_gap_days: 'usual days between mails',
    next_purchase_at: 'next purchase',
    late_payment_risk: 'late payment risk',
    their_answer_minutes: 'minutes until they answer',
    our_answer_minutes: 'minutes until we answer',
    best_channel: 'best channel',
    best_hour: 'best hour',
    name: 'name',
    address: 'address',
    company: 'company',
    company_domain: 'company domain',
    owner: 'owner',
    tag: 'tag',
    phone: 'phone',
    title: 'title',
    postal_address: 'postal address',
    site: 'site',
    social: 'social',
    family: 'family',
    interest: 'interest',
    membership: 'membership',
    birthday: 'birthday',
    anniversary: 'anniversary',
    name_day: 'name day',
    occasion: 'occasion',
  },
  is: '{name}: {value}',
  isNot: '{name} not {value}',
  known: '{name} is known',
  unknown: 'no {name}',
  on: '{name} on {day}',
  compared: {
    '=': '{value}',
    '<': 'less than {value}',
    '<=': 'at most {value}',
    '>': 'more than {value}',
    '>=': 'at least {value}',
  },
  windows: {
    last: 'in the last {length}',
    beforeLast: 'more than {length} ago',
    next: 'in the next {length}',
    before: 'before {day}',
    since: 'since {day}',
    between: 'from {day} to {until}',
  },
  lastLengths: {
    h: '{n, plural, one {hour} other {# hours}}',
    d: '{n, plural, one {day} other {# days}}',
    w: '{n, plural, one {week} other {# weeks}}',
    mo: '{n, plural, one {month} other {# months}}',
    y: '{n, plural, one {year} other {# years}}',
  },
  lengths: LENGTHS,
  events: {
    purchases: {
      none: 'no purchases',
      some: '{n, plural, one {# purchase} other {# purchases}}',
      sums: { amount: 'purchases of {sum}' },
    },
    items: {
      none: 'no items',
      some: '{n, plural, one {# item} other {# items}}',
      sums: { quantity: 'items, {sum} in all' },
    },
    payments: {
      none: 'no payments',
      some: '{n, plural, one {# payment} other {# payments}}',
      sums: { amount: 'payments of {sum}' },
    },
    carts: {
      none: 'no carts',
      some: '{n, plural, one {# cart} other {# carts}}',
      sums: { amount: 'carts of {sum}' },
    },
    messages: { none: 'no messages', some: '{n, plural, one {# message} other {# messages}}' },
    letters: { none: 'no letters', some: '{n, plural, one {# letter} other {# letters}}' },
    signals: { none: 'no signals', some: '{n, plural, one {# signal} other {# signals}}' },
    feedback: {
      none: 'no feedback',
      some: '{n, plural, one {# feedback} other {# feedback}}',
      sums: { amount: 'feedback of {sum}' },
    },
    interactions: {
      none: 'no interactions',
      some: '{n, plural, one {# interaction} other {# interactions}}',
      sums: { minutes: '{sum} minutes of interactions' },
    },
  },
  properties: {},
  values: {},
  kept: 'put there by hand',
};
