import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { scoreContacts } from '../../../src/customers/scores/score-contacts.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const settings = {
  customers: configSchema.shape.customers.parse({}),
  currency: 'EUR',
  timeZone: 'Europe/Vienna',
};
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
const inDays = (days: number) => daysAgo(-days);

async function buy(email: string, days: readonly number[], { amount = 500, currency = 'EUR' } = {}) {
  await database.inside((tx) =>
    recordPurchases(
      tx,
      days.map((day) => ({
        dedupeKey: `${email}:${day}`,
        email,
        orderId: null,
        occurredAt: daysAgo(day),
        amountMinor: amount,
        currency,
        method: null,
        items: [],
        source: 'csv' as const,
        sourceRef: 'orders.csv:2',
        history: true,
      })),
      now,
    ),
  );
}

async function write(from: string, days: readonly number[], answerAfterMs?: number) {
  await database.inside(async (tx) => {
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
    db: database.db,
    businessId: database.businessId,
    settings: { newPeople: 'all', freeMailDomains: [] },
    own,
    now,
    limit: 1000,
  });
}

const score = (at = now, limit = 100) =>
  scoreContacts({ db: database.db, businessId: database.businessId, settings, now: at, limit });
const scoresBy = (name: string) =>
  database.inside((tx) =>
    tx
      .selectFrom('scores as s')
      .innerJoin('contacts as c', 'c.id', 's.contact_id')
      .selectAll('s')
      .where('c.name', '=', name)
      .executeTakeFirstOrThrow(),
  );
const stagesOf = (name: string) =>
  database.inside((tx) =>
    tx
      .selectFrom('stage_history as h')
      .innerJoin('contacts as c', 'c.id', 'h.contact_id')
      .select(['h.stage', 'h.reason', 'h.since'])
      .where('c.name', '=', name)
      .orderBy('h.since')
      .execute(),
  );
const weekly = Array.from({ length: 40 }, (_, week) => 3 + 7 * week);

describe('scoreContacts', () => {
  it('scores who is due once, and nobody when nothing changed', async () => {
    await buy('leila@noor.example', weekly);
    await write('Karim <karim@workshop.example>', [5]);
    expect(await score()).toEqual({ scored: 2, more: false });
    expect(await score()).toEqual({ scored: 0, more: false });
    expect(await scoresBy('Leila')).toMatchObject({
      stage: 'commitment',
      revenue_minor: 20_000,
      currency: 'EUR',
      evidence: expect.objectContaining({
        stage: { rule: 'long-standing', purchases: 40, days: 273 },
        purchases: expect.objectContaining({ everyDays: 7, gaps: 39, days: 3 }) as object,
      }) as object,
    });
    expect(await scoresBy('Karim')).toMatchObject({ stage: 'exploration', revenue_minor: null });
  });

  it('follows Leila, who bought bread every week and stops, into dissolution and back, by time alone and by a purchase', async () => {
    await buy('leila@noor.example', weekly);
    await score();
    const dueAt = (await scoresBy('Leila')).due_at;
    expect(dueAt).toBeInstanceOf(Date);
    // Nobody touches her; time alone is followed from one due time to the next.
    let looks = 0;
    for (let day = 1; day <= 60; day++) looks += (await score(inDays(day))).scored;
    expect(looks).toBeGreaterThan(2);
    expect(looks).toBeLessThan(15);
    const gone = await scoresBy('Leila');
    expect(gone).toMatchObject({ stage: 'dissolution', stage_reason: 'unknown', next_purchase_at: null });
    expect(gone.stage_since?.getTime()).toBe(daysAgo(3).getTime() + 30 * DAY_MS);
    expect(gone.silence_purchases).toBeGreaterThan(0.95);
    await buy('leila@noor.example', [-61]);
    await score(inDays(61));
    expect(await scoresBy('Leila')).toMatchObject({ stage: 'expansion' });
    await buy('leila@noor.example', [-68]);
    await score(inDays(68));
    expect(await scoresBy('Leila')).toMatchObject({ stage: 'commitment' });
    expect((await stagesOf('Leila')).map(({ stage }) => stage)).toEqual([
      'commitment',
      'dissolution',
      'expansion',
      'commitment',
    ]);
  });
});
