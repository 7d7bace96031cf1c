import { configSchema } from '../../../src/config/schema.ts';
import type { ContactFacts } from '../../../src/customers/scores/facts.ts';
import { totalsOf } from '../../../src/customers/scores/totals.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';

/** The bakery's own settings, as they are when nobody changed any. */
export const SETTINGS = {
  customers: configSchema.shape.customers.parse({}),
  currency: 'EUR',
  timeZone: 'Europe/Vienna',
};

export const NOW = new Date('2026-06-01T12:00:00Z');
export const daysAgo = (days: number) => NOW.getTime() - days * DAY_MS;

/** A customer of the bakery who bought and wrote so many days ago; counters follow. */
export function knownContact(
  told: Partial<ContactFacts> & {
    bought?: number[];
    wrote?: number[];
    answered?: number[];
    amount?: number;
  } = {},
): ContactFacts {
  const { bought = [], wrote = [], answered = [], amount = 500, ...rest } = told;
  const purchases = bought
    .toSorted((a, b) => b - a)
    .map((day) => ({ at: daysAgo(day), amountMinor: amount, currency: 'EUR', dueAt: null, paidAt: null }));
  const mails = [
    ...wrote.map((day) => ({ at: daysAgo(day), incoming: true, thread: 'bread' })),
    ...answered.map((day) => ({ at: daysAgo(day), incoming: false, thread: 'bread' })),
  ].toSorted((a, b) => a.at - b.at);
  const signs = [...purchases, ...mails.filter(({ incoming }) => incoming)].map(({ at }) => at);
  return {
    id: '0198c0de-0000-7000-8000-000000000001',
    kind: 'customer',
    timeZone: null,
    preferredChannel: null,
    firstMessageAt: mails[0]?.at ?? null,
    lastActivityAt: signs.length === 0 ? null : Math.max(...signs),
    incomingCount: wrote.length,
    outgoingCount: answered.length,
    purchaseCount: purchases.length,
    firstPurchaseAt: purchases[0]?.at ?? null,
    usualGapDays: null,
    awayUntil: null,
    purchases,
    totals: totalsOf(rest.purchases ?? purchases),
    mails,
    interactions: [],
    feedback: [],
    tags: [],
    before: null,
    ...rest,
  };
}
