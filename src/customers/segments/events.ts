import type { ValueType } from './fields.ts';

/** A property of an event that a rule may ask for. `column` where it is one. */
export type EventProperty = ValueType & { column?: string };

/** Something that happened with a contact, many times. */
export interface EventKind {
  about: string;
  /** The time of it. */
  at: string;
  /** What can be added up, beside `count`. Amounts only in one currency. */
  sums: Readonly<Record<string, EventProperty & { column: string }>>;
  properties: Readonly<Record<string, EventProperty>>;
}

const CURRENCY = { type: 'text', column: 'e.currency' } as const;
const AMOUNT = { type: 'money', column: 'e.amount_minor', currency: 'e.currency' } as const;
const METHOD = { type: 'text', column: 'e.method' } as const;
const YES_NO = { type: 'choice', values: ['yes', 'no'] } as const;

/** Every event that a rule may count; `e` is one of them. Columns come from here alone. */
export const EVENTS = {
  purchases: {
    about: 'what they bought',
    at: 'e.occurred_at',
    sums: { amount: AMOUNT },
    properties: {
      amount: AMOUNT,
      currency: CURRENCY,
      method: METHOD,
      promotion: { type: 'text', column: 'e.promotion' },
      source: { type: 'choice', values: ['csv', 'mail', 'api', 'shop', 'person'], column: 'e.source' },
      paid: { type: 'choice', values: ['in-time', 'late', 'due', 'overdue'] },
    },
  },
  items: {
    about: 'lines of what they bought, by product',
    at: 'e.occurred_at',
    sums: { quantity: { type: 'number', sql: 'real', column: 'e.quantity' } },
    properties: { product: { type: 'text' }, sku: { type: 'text', column: 'p.sku' } },
  },
  payments: {
    about: 'what they paid',
    at: 'e.at',
    sums: { amount: AMOUNT },
    properties: { amount: AMOUNT, currency: CURRENCY, method: METHOD },
  },
  carts: {
    about: 'what they put into a cart of the shop',
    at: 'e.changed_at',
    sums: { amount: AMOUNT },
    properties: {
      amount: AMOUNT,
      currency: CURRENCY,
      state: { type: 'choice', values: ['open', 'abandoned', 'converted'], column: 'e.state' },
    },
  },
  messages: {
    about: 'mail between them and us',
    at: 'e.received_at',
    sums: {},
    properties: {
      direction: { type: 'choice', values: ['incoming', 'outgoing'], column: 'e.direction' },
      class: {
        type: 'choice',
        values: ['human', 'auto-reply', 'bounce', 'list', 'other'],
        column: 'e.class',
      },
      /** Ours came after it in the same conversation. */
      answered: YES_NO,
    },
  },
  letters: {
    about: 'mails that Wafa sent them',
    at: 'e.sent_at',
    sums: {},
    properties: {
      automation: { type: 'text', column: 'e.automation' },
      template: { type: 'text', column: 'e.template' },
      class: { type: 'choice', values: ['transactional', 'marketing'], column: 'e.class' },
      campaign: YES_NO,
      answered: YES_NO,
    },
  },
  signals: {
    about: 'what Wafa noticed',
    at: 'e.occurred_at',
    sums: {},
    properties: { kind: { type: 'text', column: 'e.kind' } },
  },
  feedback: {
    about: 'complaints, returns, answers to surveys, reviews, lost business',
    at: 'e.at',
    sums: { amount: AMOUNT },
    properties: {
      kind: {
        type: 'choice',
        values: ['complaint', 'return', 'support-call', 'survey', 'review', 'lost-business'],
        column: 'e.kind',
      },
      state: { type: 'choice', values: ['open', 'resolved'] },
      satisfied: YES_NO,
      score: { type: 'number', sql: 'real', column: 'e.score' },
      cause: { type: 'text', column: 'e.cause' },
      competitor: { type: 'text', column: 'e.competitor' },
      channel: { type: 'text', column: 'e.channel' },
      product: { type: 'text' },
    },
  },
  interactions: {
    about: 'calls, meetings, texts, social and web contacts',
    at: 'e.at',
    sums: { minutes: { type: 'number', sql: 'real', column: 'e.minutes' } },
    properties: {
      channel: { type: 'choice', values: ['phone', 'meeting', 'text', 'social', 'web'], column: 'e.channel' },
      direction: { type: 'choice', values: ['incoming', 'outgoing'], column: 'e.direction' },
    },
  },
} as const satisfies Record<string, EventKind>;

export type EventName = keyof typeof EVENTS;

/** What is known of a kind of event by its name; undefined when there is none. */
export function eventNamed(name: string): EventKind | undefined {
  return Object.hasOwn(EVENTS, name) ? EVENTS[name as EventName] : undefined;
}

export const COUNT = 'count';

/** What can be measured of a kind of event. */
export function measuresOf(event: EventKind): string[] {
  return [COUNT, ...Object.keys(event.sums)];
}
