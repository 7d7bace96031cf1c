import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoyaltySettings } from '../../../src/config/schema.ts';
import {
  createRaffle,
  drawRaffle,
  enterRaffle,
  raffleNamed,
  verifyRaffle,
} from '../../../src/customers/loyalty/raffles.ts';
import { recordReferral, referralCode } from '../../../src/customers/loyalty/referrals.ts';
import { standingOf, tierOf } from '../../../src/customers/loyalty/standing.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const NOON = new Date('2026-03-10T12:00:00Z');
const later = (days: number) => new Date(NOON.getTime() + days * DAY_MS);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const title = (en: string) => ({ en, ar: en, fa: en });
const SETTINGS: LoyaltySettings = {
  points: { EUR: 1, IRR: 0.0001 },
  expireAfter: 730 * DAY_MS,
  tiers: [
    { name: 'silver', from: 100, title: title('Silver') },
    { name: 'gold', from: 300, title: title('Gold') },
  ],
  friendPoints: 50,
};

async function person(name: string): Promise<string> {
  const id = newId();
  await database.inside((tx) =>
    tx.insertInto('contacts').values({ id, kind: 'customer', name, source: 'csv' }).execute(),
  );
  return id;
}

function buys(
  contactId: string,
  amountMinor: number,
  { at = NOON, currency = 'EUR', returned = 0, cancelledAt = null as Date | null } = {},
): Promise<unknown> {
  const id = newId();
  return database.inside((tx) =>
    tx
      .insertInto('purchases')
      .values({
        id,
        contact_id: contactId,
        dedupe_key: `order:${id}`,
        occurred_at: at,
        amount_minor: amountMinor,
        returned_minor: returned,
        cancelled_at: cancelledAt,
        currency,
        items: '[]',
        source: 'csv',
        source_ref: 'x',
        history: false,
      })
      .execute(),
  );
}

const standing = (contactId: string, now = later(1), before = now) =>
  database.inside((tx) => standingOf(tx, contactId, SETTINGS, { now, before }));

describe('points', () => {
  it('come from purchases, less what went back, in each currency', async () => {
    const maryam = await person('Maryam');
    await buys(maryam, 8_050);
    await buys(maryam, 5_000, { returned: 2_000 });
    await buys(maryam, 9_900, { cancelledAt: NOON });
    await buys(maryam, 200_000, { currency: 'IRR' });
    await buys(maryam, 10_000, { currency: 'USD' });
    expect(await standing(maryam)).toMatchObject({
      points: 130,
      tier: 'silver',
      nextTier: 'gold',
      pointsToNext: 170,
      expiresAt: new Date(NOON.getTime() + SETTINGS.expireAfter),
    });
    expect(await standing(maryam, later(800))).toMatchObject({ points: 0, tier: null, expiresAt: null });
  });

  it('are given and taken by hand, and never less than none', async () => {
    const karim = await person('Karim');
    const give = (points: number) =>
      database.inside((tx) =>
        tx
          .insertInto('loyalty_entries')
          .values({ id: newId(), contact_id: karim, points, note: 'x', actor: 'Maryam', at: NOON })
          .execute(),
      );
    await give(120);
    await give(-20);
    expect((await standing(karim)).points).toBe(100);
    await give(-500);
    expect((await standing(karim)).points).toBe(0);
  });

  it('come for friends who bought, and not for those who only came', async () => {
    const [leila, friend, other] = [await person('Leila'), await person('Nasrin'), await person('Reza')];
    const code = await database.inside((tx) => referralCode(tx, leila, NOON));
    expect(await database.inside((tx) => referralCode(tx, leila, NOON))).toBe(code);
    const brings = (contactId: string, written: string) =>
      database.inside((tx) => recordReferral(tx, contactId, written, NOON));
    expect(await brings(friend, `${code.slice(0, 3)}-${code.slice(3).toLowerCase()}`)).toEqual({
      by: leila,
      isNew: true,
    });
    expect(await brings(friend, code)).toMatchObject({ isNew: false });
    await brings(other, code);
    await expect(brings(leila, code)).rejects.toThrow('nobody brings themselves');
    await expect(brings(other, 'NOBODY')).rejects.toThrow('nobody has the code "NOBODY"');
    await buys(friend, 1_000, { at: later(2) });
    expect((await standing(leila, later(1))).points).toBe(0);
    expect((await standing(leila, later(3))).points).toBe(50);
  });

  it('say which level they lead to', () => {
    expect(tierOf(99, SETTINGS)).toEqual({ tier: null, nextTier: 'silver', pointsToNext: 1 });
    expect(tierOf(300, SETTINGS)).toEqual({ tier: 'gold', nextTier: null, pointsToNext: null });
  });
});

describe('a raffle', () => {
  it('is drawn once, after its closing, and can be checked', async () => {
    const people = await Promise.all(['Ali', 'Sara', 'Omid', 'Huda'].map(person));
    const opened = await database.inside((tx) =>
      createRaffle(tx, { name: 'winter', prize: 'Bread for a year', winners: 2, closesAt: later(7) }, NOON),
    );
    // What binds us is told; the seed is not.
    expect(opened).toMatchObject({ commitment: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null });
    const enter = (ids: string[], at = NOON) => database.inside((tx) => enterRaffle(tx, 'winter', ids, at));
    expect(await enter(people.slice(0, 3))).toBe(3);
    expect(await enter(people)).toBe(1);
    const draw = (at: Date) => database.inside((tx) => drawRaffle(tx, 'winter', at));
    await expect(draw(later(6))).rejects.toThrow('closes on 2026-03-17');
    const winners = await draw(later(8));
    expect(winners.map(({ place }) => place)).toEqual([1, 2]);
    expect(await draw(later(9))).toEqual(winners);
    await expect(enter([await person('Late')], later(8))).rejects.toThrow('is closed');
    const check = () => database.inside((tx) => verifyRaffle(tx, 'winter'));
    const good = { seedIsCommitted: true, entriesAreTheSame: true, winnersFollow: true };
    expect(await check()).toEqual(good);
    // Somebody who is erased leaves their ticket behind, without a name.
    await database.inside((tx) =>
      tx
        .deleteFrom('contacts')
        .where('id', '=', people[0] ?? '')
        .execute(),
    );
    expect(await check()).toEqual(good);
    await database.inside((tx) =>
      tx
        .updateTable('raffle_entries')
        .set({ place: 1 })
        .where('place', 'is', null)
        .where('contact_id', 'is not', null)
        .execute(),
    );
    expect(await check()).toMatchObject({ winnersFollow: false });
    const { seed } = await database.inside((tx) => raffleNamed(tx, 'winter'));
    expect(seed).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of a name is there once, and nobody draws from nobody', async () => {
    const open = () =>
      database.inside((tx) =>
        createRaffle(tx, { name: 'spring', prize: 'Cake', winners: 1, closesAt: NOON }, NOON),
      );
    await open();
    await expect(open()).rejects.toThrow('there is a raffle "spring" already');
    await expect(database.inside((tx) => drawRaffle(tx, 'spring', later(1)))).rejects.toThrow(
      'nobody took part',
    );
    await expect(database.inside((tx) => drawRaffle(tx, 'sprnig', later(1)))).rejects.toMatchObject({
      hint: 'did you mean "spring"?',
    });
  });
});
