import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { claimLearning, finishLearning } from '../../../src/customers/value/claim-learning.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

const VIENNA = 'Europe/Vienna';
/** Noon in Vienna. */
const NOON = new Date('2026-03-10T11:00:00Z');
let database: TestDatabase;
let orders = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

function buy(number: number, now: Date): Promise<unknown> {
  const rows = Array.from({ length: number }, () => ({
    dedupeKey: `order:${orders++}`,
    email: 'karim@workshop.example',
    orderId: null,
    occurredAt: now,
    amountMinor: 100,
    currency: 'EUR',
    method: null,
    items: [],
    source: 'csv' as const,
    sourceRef: 'orders.csv:1',
    history: true,
  }));
  return database.inside((tx) => recordPurchases(tx, rows, now));
}
const claim = (now: Date) => database.inside((tx) => claimLearning(tx, 'value', { now, timeZone: VIENNA }));
const finish = () => database.inside((tx) => finishLearning(tx, 'value'));
const later = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);

describe('claimLearning', () => {
  it('has nothing to learn before the first purchase, and learns from it once', async () => {
    expect(await claim(NOON)).toBe(false);
    await buy(1, NOON);
    expect(await claim(NOON)).toBe(true);
    expect(await claim(later(0.5))).toBe(false);
    await finish();
    expect(await claim(later(1))).toBe(false);
  });

  it('begins with mail alone where mail tells something, of enough of it, and then once a night', async () => {
    const claimScores = (now: Date) =>
      database.inside((tx) => claimLearning(tx, 'scores', { now, timeZone: VIENNA, alsoOfMail: true }));
    const write = (mails: number) =>
      database.inside((tx) =>
        insertMessages(
          tx,
          Array.from({ length: mails }, () => ({ from: 'karim@workshop.example' })),
        ),
      );
    await write(19);
    expect(await claimScores(NOON)).toBe(false);
    await write(1);
    expect(await claim(NOON)).toBe(false);
    expect(await claimScores(NOON)).toBe(true);
    await database.inside((tx) => finishLearning(tx, 'scores'));
    await write(40);
    expect(await claimScores(later(1))).toBe(false);
    expect(await claimScores(new Date('2026-03-11T02:00:00Z'))).toBe(true);
  });

  it("is due again after three o'clock of the next night in the business's time zone", async () => {
    await buy(1, NOON);
    await claim(NOON);
    await finish();
    expect(await claim(new Date('2026-03-11T01:59:00Z'))).toBe(false);
    expect(await claim(new Date('2026-03-11T02:00:00Z'))).toBe(true);
  });

  it('is due when the purchases grew by a tenth, and by twenty at least', async () => {
    await buy(300, NOON);
    await claim(NOON);
    await finish();
    await buy(29, later(1));
    expect(await claim(later(1))).toBe(false);
    await buy(1, later(1));
    expect(await claim(later(1))).toBe(true);
    await finish();
    expect(await claim(later(2))).toBe(false);
  });

  it('is taken over from who died over it', async () => {
    await buy(1, NOON);
    await claim(NOON);
    expect(await claim(later(0.99))).toBe(false);
    expect(await claim(later(1))).toBe(true);
  });
});
