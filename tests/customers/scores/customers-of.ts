import { configSchema } from '../../../src/config/schema.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import type { TestDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

/** When the tests of the database live. */
export const now = new Date('2024-06-01T08:00:00Z');
export const settings = {
  customers: configSchema.shape.customers.parse({}),
  currency: 'EUR',
  timeZone: 'Europe/Vienna',
};
export const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
export const inDays = (days: number) => daysAgo(-days);

const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };

/** Lets people buy at the bakery and write to it. */
export function customersOf(database: () => TestDatabase) {
  function purchase(email: string, day: number, amountMinor = 500) {
    return {
      dedupeKey: `${email}:${day}`,
      email,
      orderId: null,
      occurredAt: daysAgo(day),
      amountMinor,
      currency: 'EUR',
      method: null,
      items: [],
      source: 'csv' as const,
      sourceRef: 'orders.csv:2',
      history: true,
    };
  }

  async function buy(email: string, days: readonly number[], { amount = 500 } = {}) {
    await database().inside((tx) =>
      recordPurchases(
        tx,
        days.map((day) => purchase(email, day, amount)),
        now,
      ),
    );
  }

  async function write(from: string, days: readonly number[], answerAfterMs?: number) {
    await database().inside(async (tx) => {
      for (const day of days) {
        const threadId = crypto.randomUUID();
        const sentAt = daysAgo(day);
        await insertMessages(tx, [
          { from, sentAt, threadId },
          ...(answerAfterMs === undefined
            ? []
            : [
                {
                  from: 'maryam@bakery.example',
                  to: [from],
                  direction: 'outgoing' as const,
                  sentAt: new Date(sentAt.getTime() + answerAfterMs),
                  threadId,
                },
              ]),
        ]);
      }
    });
    await matchMessages({
      db: database().db,
      businessId: database().businessId,
      settings: { newPeople: 'all', freeMailDomains: [] },
      own,
      now,
      limit: 1000,
    });
  }

  const scoresBy = (name: string) =>
    database().inside((tx) =>
      tx
        .selectFrom('scores as s')
        .innerJoin('contacts as c', 'c.id', 's.contact_id')
        .selectAll('s')
        .where('c.name', '=', name)
        .executeTakeFirstOrThrow(),
    );
  /** Names have no digits: `Karimag`. */
  function buyer(number: number): string {
    const letter = (value: number) => String.fromCharCode(97 + (value % 26));
    return `karim${letter(Math.floor(number / 26))}${letter(number)}${letter(Math.floor(number / 676))}`;
  }

  /** Each bought once, one a day before the other. */
  async function buyFromMany(people: number, first = 0) {
    await database().inside((tx) =>
      recordPurchases(
        tx,
        Array.from({ length: people }, (_, number) =>
          purchase(`${buyer(first + number + 1)}@town.example`, first + number + 1),
        ),
        now,
      ),
    );
  }

  return { buy, write, scoresBy, buyFromMany };
}
