import fc from 'fast-check';
import { EVENTS } from '../../../src/customers/segments/events.ts';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { LOCALES } from '../../../src/lib/locale.ts';
import type { Vocabulary } from './arbitrary-rule.ts';

/** A Tuesday at noon in UTC, 15:30 in Tehran. */
export const NOON = new Date('2026-03-10T12:00:00Z');
export const TEHRAN = 'Asia/Tehran';

type Row = Record<string, unknown>;

/** A contact with everything around them, as rows by the names of their columns. */
export interface Person {
  id: string;
  contact: Row;
  scores: Row | undefined;
  addresses: { canonical: string; scopes: ('all' | 'marketing')[] }[];
  tags: string[];
  details: { field: string; value: string; removed: boolean }[];
  occasions: { kind: string; nextOn: string; removed: boolean }[];
  company: { name: string; domains: string[] } | undefined;
  owner: string | undefined;
  lists: string[];
  events: Record<keyof typeof EVENTS, Row[]>;
}

const TEXTS = [
  'card',
  'cash',
  'vip',
  'gold',
  'bread',
  'mail',
  'csv',
  'Asia/Tehran',
  'champions',
  'reply',
  '42',
  '7.5',
];
export const PRODUCTS = ['bread', 'walnut cake', 'نان سنگک'];
export const COMPANIES = [
  { name: 'Haddad Workshop', domains: ['haddad.example', 'workshop.example'] },
  { name: 'Mill Steiner', domains: ['mill.example'] },
];
export const OWNERS = ['yusuf@bakery.example', 'leila@bakery.example'];
export const LISTS = ['market-day', 'neighbours'];
const SPELLED = [
  'Walnut  Cake',
  'Walnut Cake',
  'Haddad Workshop',
  'haddad workshop',
  'MILL.example',
  'haddad.example',
  'karim',
  'Leila Kar',
  'yusuf@bakery.example',
  'karim.haddad@home.example',
  'EUR',
  'IRR',
  'red',
];
const NAMES = ['Karim Haddad', 'Maryam Ahmadi', 'Leila Karimi', 'Sara Novak', 'Omar Haddad', 'bread bread'];
/** At, and beside, the edges of the windows that rules ask for. */
const AGES_DAYS = [
  -40, -7, -6.5, -1, -0.3, 0, 0.3, 1, 6, 7, 7.001, 29.9, 30, 30.1, 90, 91, 364, 365, 366, 800,
];
const COUNTS = [0, 1, 2, 3, 40];
const SHARES = [0, 0.25, 0.5, 0.75, 1, 1.5, 3, 40];
const CENTS = [0, 100, 4999, 5000, 120_000];

/** What rules about such a business are made of, so that they hold for some and not for others. */
export const OF_THE_BUSINESS: Vocabulary = {
  texts: fc.constantFrom(...TEXTS, ...PRODUCTS, ...SPELLED),
  numbers: fc.constantFrom(...COUNTS, ...SHARES, 49.99, 50, 42, 7.5, -1, 2.5),
  days: fc.constantFrom('2025-03-10', '2026-03-09', '2026-03-10', '2026-03-11', '2026-04-01', '2024-01-01'),
  lengths: fc.constantFrom('1d', '7d', '30d', '90d', '1y', '12h', '1w', '6w'),
  segments: fc.constantFrom(...LISTS, 'ruled', 'computed'),
  currencies: fc.constantFrom('EUR', 'IRR'),
};

const time = fc
  .constantFrom(...AGES_DAYS)
  .map((days) => new Date(NOON.getTime() - Math.round(days * DAY_MS)));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
const text = fc.constantFrom(...TEXTS);
const currency = fc.constantFrom('EUR', 'IRR');
const cents = fc.constantFrom(...CENTS);
const share = fc.constantFrom(...SHARES);
const choice = (values: readonly string[]) => fc.constantFrom(...values);

const contact = fc.record({
  kind: choice(['customer', 'lead', 'supplier']),
  name: choice(NAMES),
  relationship: maybe(choice(['transactional', 'community'])),
  locale: maybe(choice(LOCALES)),
  time_zone: maybe(fc.constant('Asia/Tehran')),
  preferred_channel: maybe(choice(['email', 'phone'])),
  heard_from: maybe(text),
  source: choice(['mail', 'csv']),
  created_at: time,
  first_message_at: maybe(time),
  last_incoming_at: maybe(time),
  last_outgoing_at: maybe(time),
  incoming_count: fc.constantFrom(...COUNTS),
  outgoing_count: fc.constantFrom(...COUNTS),
  last_activity_at: maybe(time),
  usual_gap_days: maybe(share),
  silent_since: maybe(time),
  away_until: maybe(time),
  anonymised_at: maybe(time),
});

const scores = fc.record({
  stage: maybe(choice(['exploration', 'commitment', 'dissolution'])),
  stage_since: maybe(time),
  recency: maybe(fc.integer({ min: 1, max: 5 })),
  frequency: maybe(fc.integer({ min: 1, max: 5 })),
  monetary: maybe(fc.integer({ min: 1, max: 5 })),
  rfm_group: maybe(text),
  revenue_minor: maybe(cents),
  currency: maybe(currency),
  alive_probability: maybe(share),
  expected_purchases: maybe(share),
  expected_revenue_minor: maybe(cents),
  silence_purchases: maybe(share),
  silence_mail: maybe(share),
  mail_gap_days: maybe(share),
  next_purchase_at: maybe(time),
  late_payment_risk: maybe(share),
  their_answer_minutes: maybe(share),
  our_answer_minutes: maybe(share),
  best_channel: maybe(text),
  best_hour: maybe(fc.integer({ min: 0, max: 23 })),
});

const money = { amount_minor: cents, currency };
const EVENT_ROWS = {
  purchases: fc.record({
    occurred_at: time,
    ...money,
    method: maybe(text),
    promotion: maybe(text),
    source: choice(['csv', 'mail', 'shop']),
    due_at: maybe(time),
    paid_at: maybe(time),
    items: fc.array(fc.record({ product: choice(PRODUCTS), quantity: fc.constantFrom(0.5, 1, 3) }), {
      maxLength: 2,
    }),
  }),
  items: fc.constant({}),
  payments: fc.record({ at: time, ...money, method: maybe(text) }),
  carts: fc.record({
    changed_at: time,
    amount_minor: maybe(cents),
    currency: maybe(currency),
    state: choice(['open', 'abandoned', 'converted']),
  }),
  messages: fc.record({
    received_at: time,
    direction: choice(['incoming', 'outgoing']),
    class: choice(['human', 'auto-reply', 'list']),
    thread: choice(['order', 'invoice']),
  }),
  letters: fc.record({
    sent_at: maybe(time),
    automation: text,
    template: text,
    class: choice(['transactional', 'marketing']),
    state: choice(['sent', 'sent', 'failed']),
    campaign: fc.boolean(),
  }),
  signals: fc.record({ occurred_at: time, kind: text }),
  feedback: fc.record({
    at: time,
    kind: choice(['complaint', 'return', 'survey']),
    score: maybe(share),
    cause: maybe(text),
    competitor: maybe(text),
    channel: maybe(text),
    amount_minor: maybe(cents),
    currency: maybe(currency),
    product: maybe(choice(PRODUCTS)),
    satisfied: maybe(fc.boolean()),
    resolved_at: maybe(time),
  }),
  interactions: fc.record({
    at: time,
    channel: choice(['phone', 'meeting']),
    direction: choice(['incoming', 'outgoing']),
    minutes: maybe(share),
  }),
} satisfies Record<keyof typeof EVENTS, fc.Arbitrary<Row>>;

const several = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4, size: 'max' });

const person: fc.Arbitrary<Person> = fc
  .record({
    contact,
    scores: fc.option(scores, { nil: undefined, freq: 4 }),
    tags: fc.uniqueArray(text, { maxLength: 2 }),
    details: several(
      fc.record({
        field: choice([
          'phone',
          'title',
          'interest',
          'postal-address',
          'membership',
          'custom:size',
          'custom:shoe size',
        ]),
        value: choice([...TEXTS, 'red', '۴۲', '-3', '1e9']),
        removed: fc.boolean(),
      }),
    ),
    occasions: several(
      fc.record({
        kind: choice(['birthday', 'anniversary', 'name-day', 'custom']),
        nextOn: choice(['2026-03-10', '2026-03-11', '2026-03-16', '2026-03-17', '2026-04-01', '2026-12-31']),
        removed: fc.boolean(),
      }),
    ),
    scopes: fc.array(fc.uniqueArray(fc.constantFrom('all' as const, 'marketing' as const)), { maxLength: 2 }),
    company: fc.option(fc.constantFrom(...COMPANIES), { nil: undefined }),
    owner: fc.option(fc.constantFrom(...OWNERS), { nil: undefined }),
    lists: fc.uniqueArray(fc.constantFrom(...LISTS)),
    purchases: several(EVENT_ROWS.purchases),
    payments: several(EVENT_ROWS.payments),
    carts: several(EVENT_ROWS.carts),
    messages: several(EVENT_ROWS.messages),
    letters: several(EVENT_ROWS.letters),
    signals: several(EVENT_ROWS.signals),
    feedback: several(EVENT_ROWS.feedback),
    interactions: several(EVENT_ROWS.interactions),
  })
  .map(
    ({
      contact: given,
      scores: scored,
      tags,
      details,
      occasions,
      scopes,
      company,
      owner,
      lists,
      ...events
    }) => {
      const times = events.purchases.map(({ occurred_at: at }) => at.getTime());
      return {
        id: newId(),
        contact: {
          ...given,
          purchase_count: times.length,
          first_purchase_at: times.length > 0 ? new Date(Math.min(...times)) : null,
          last_purchase_at: times.length > 0 ? new Date(Math.max(...times)) : null,
        },
        scores: scored,
        addresses: scopes.map((one, number) => ({ canonical: addressOf(given.name, number), scopes: one })),
        tags,
        details,
        occasions,
        company,
        owner,
        lists,
        events: {
          ...events,
          items: events.purchases.flatMap(({ occurred_at, items }) =>
            items.map((item) => ({ ...item, occurred_at, sku: null })),
          ),
          letters: events.letters.map((letter) => ({
            ...letter,
            sent_at: letter.sent_at ?? new Date(NOON.getTime() - HOUR_MS),
          })),
        },
      };
    },
  );

/** The same name twice is two people, but one address belongs to one of them: the number of the person makes it theirs. */
function addressOf(name: string, number: number): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}${number === 0 ? '' : number}@home.example`;
}

/** People of a small business, by a seed. */
export function smallBusiness(seed: number, size: number): Person[] {
  const [people = []] = fc.sample(fc.array(person, { minLength: size, maxLength: size }), {
    seed,
    numRuns: 1,
  });
  const taken = new Set<string>();
  for (const one of people) {
    one.id = newId();
    one.addresses = one.addresses.filter(({ canonical }) => !taken.has(canonical));
    for (const { canonical } of one.addresses) taken.add(canonical);
  }
  return people;
}
