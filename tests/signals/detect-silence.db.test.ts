import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import { lapsedCustomers } from '../../src/customers/record/lapsed-customers.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import { detectSilence } from '../../src/signals/detect-silence.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { insertMessages } from '../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
/** Wafa was there when they first bought. */
const buy = (email: string, ...days: number[]) => buyKnownSince(daysAgo(Math.max(...days)), email, ...days);
const buyKnownSince = (knownSince: Date, email: string, ...days: number[]) =>
  database.inside((tx) =>
    recordPurchases(
      tx,
      days.map((day) => ({
        dedupeKey: `${email}:${day}`,
        email,
        orderId: null,
        occurredAt: daysAgo(day),
        amountMinor: 500,
        currency: 'EUR',
        method: null,
        items: [],
        source: 'csv' as const,
        sourceRef: 'orders.csv:2',
        history: true,
      })),
      knownSince,
    ),
  );
async function write(from: string, day: number, answered: boolean) {
  await database.inside((tx) =>
    insertMessages(tx, [
      { from, sentAt: daysAgo(day) },
      ...(answered
        ? [
            {
              from: 'maryam@bakery.example',
              to: [from],
              direction: 'outgoing' as const,
              sentAt: daysAgo(day),
            },
          ]
        : []),
    ]),
  );
  const settings = { newPeople: 'all' as const, freeMailDomains: [] };
  await matchMessages({ db: database.db, businessId: database.businessId, settings, own, now, limit: 10 });
}
const detect = (at = now, limit = 50) =>
  detectSilence({
    db: database.db,
    businessId: database.businessId,
    settings: { inactiveAfter: 120 * DAY_MS, usualGapFactor: 2 },
    now: at,
    limit,
  });
const silent = async () => {
  const { customers } = await database.inside((tx) => lapsedCustomers(tx, 10));
  return customers.map(({ name }) => name).sort();
};
const signals = () =>
  database.inside((tx) =>
    tx
      .selectFrom('signals')
      .select(['evidence', 'occurred_at', 'history'])
      .where('kind', '=', 'inactive')
      .orderBy('dedupe_key')
      .execute(),
  );

describe('detectSilence', () => {
  it('goes by the own rhythm where there is one, else by the setting', async () => {
    await buy('weekly.karim@workshop.example', 55, 76, 97, 118);
    await buy('yearly.sara@hotel.example', 200, 565, 930, 1295);
    await buy('once.jonas@hotel.example', 130);
    await buy('recent.mina@noor.example', 110);
    await detect();
    expect(await silent()).toEqual(['Once Jonas', 'Weekly Karim']);
    const evidence = (await signals()).map((signal) => signal.evidence);
    expect(evidence).toContainEqual(
      expect.objectContaining({
        silentDays: 55,
        usualGapDays: 21,
        thresholdDays: 42,
        sentence: 'bought every 21 days; 55 days silent',
      }),
    );
    expect(evidence).toContainEqual(
      expect.objectContaining({ silentDays: 130, sentence: '1 purchase; 130 days silent' }),
    );
    expect((await signals())[0]).toMatchObject({ occurred_at: now, history: false });
  });

  it('asks for a purchase, or for mail in both directions', async () => {
    await write('Stranger <stranger@workshop.example>', 200, false);
    await write('Answered Layla <layla@noor.example>', 200, true);
    await detect();
    expect(await silent()).toEqual(['Answered Layla']);
    expect((await signals())[0]?.evidence).toMatchObject({ messageId: expect.any(String) as string });
  });

  it('notices a silence once, ends it with activity, and notices the next', async () => {
    await buy('karim@workshop.example', 200);
    expect(await detect()).toEqual({ silent: 1 });
    expect(await detect()).toEqual({ silent: 0 });
    await write('Karim <karim@workshop.example>', 1, false);
    expect(await silent()).toEqual([]);
    expect(await detect()).toEqual({ silent: 0 });
    expect(await detect(new Date(now.getTime() + 150 * DAY_MS))).toEqual({ silent: 1 });
    expect(await signals()).toHaveLength(2);
  });

  it('takes a silence from before the first mailbox was connected for history', async () => {
    await buy('lost.karim@workshop.example', 200);
    await buy('later.sara@hotel.example', 115);
    await database.inside((tx) =>
      tx
        .insertInto('mailboxes')
        .values({ id: newId(), name: 'bakery', address: 'hello@bakery.example', created_at: now })
        .execute(),
    );
    await detect();
    expect(await signals()).toMatchObject([{ history: true }]);
    await detect(daysAgo(-10));
    expect((await signals()).map(({ history }) => history).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      [false, true],
    );
  });

  it('takes a silence from before Wafa knew the customer for history', async () => {
    await database.inside((tx) =>
      tx
        .insertInto('mailboxes')
        .values({ id: newId(), name: 'bakery', address: 'hello@bakery.example', created_at: daysAgo(300) })
        .execute(),
    );
    await buyKnownSince(now, 'lost.karim@workshop.example', 200);
    await buyKnownSince(now, 'later.sara@hotel.example', 115);
    await detect();
    expect(await signals()).toMatchObject([{ history: true }]);
    await detect(daysAgo(-10));
    expect((await signals()).map(({ history }) => history).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      [false, true],
    );
  });

  it('leaves people alone who are away, and suppliers', async () => {
    await buy('karim@workshop.example', 200);
    await buy('mill@flour.example', 200);
    await database.inside(async (tx) => {
      await tx
        .updateTable('contacts')
        .set({ away_until: daysAgo(-3) })
        .where('name', '=', 'Karim')
        .execute();
      await tx.updateTable('contacts').set({ kind: 'supplier' }).where('name', '=', 'Mill').execute();
    });
    expect(await detect()).toEqual({ silent: 0 });
    expect(await detect(daysAgo(-4))).toEqual({ silent: 1 });
  });

  it('works through many in small batches', async () => {
    for (let person = 0; person < 5; person++) await buy(`p${person}@town.example`, 150 + person);
    expect(await detect(now, 2)).toEqual({ silent: 2 });
    expect(await detect(now, 2)).toEqual({ silent: 2 });
    expect(await detect(now, 2)).toEqual({ silent: 1 });
    expect(await signals()).toHaveLength(5);
  });
});
