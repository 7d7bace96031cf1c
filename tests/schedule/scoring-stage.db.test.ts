import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { DAY_MS, MINUTE_MS } from '../../src/lib/duration.ts';
import { scoresRebuild, scoresShow } from '../../src/operations/score-operations.ts';
import { scoringStage } from '../../src/schedule/scoring-stage.ts';
import { detectSilence } from '../../src/signals/detect-silence.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const ago = (days: number) => new Date(TUESDAY_NOON.getTime() - days * DAY_MS);
const buy = (email: string, ...days: number[]) =>
  database.inside((tx) =>
    recordPurchases(
      tx,
      days.map((day) => ({
        dedupeKey: `${email}:${day}`,
        email,
        orderId: null,
        occurredAt: ago(day),
        amountMinor: 480,
        currency: 'EUR',
        method: null,
        items: [],
        source: 'csv' as const,
        sourceRef: 'orders.csv:2',
        history: true,
      })),
      TUESDAY_NOON,
    ),
  );

it('scores whoever is due, rests while a history comes in, and everybody when a threshold changed', async () => {
  const clock = movableClock({ now: () => Promise.resolve(TUESDAY_NOON) });
  const workspace = await testWorkspace(database, { clock });
  let historyFlows = true;
  const stage = scoringStage(workspace, () => historyFlows);
  await buy('leila@noor.example', 4, 11, 18, 25);
  await buy('karim@workshop.example', 9);
  expect(await stage.run()).toEqual({ did: 0, more: false });
  historyFlows = false;
  // Both are due; the first page of all is the same two again.
  expect(await stage.run()).toEqual({ did: 4, more: false });
  expect(await stage.run()).toEqual({ did: 0, more: false });
  workspace.config.customers.stages.expansionPurchases = 1;
  const changed = scoringStage(workspace, () => false);
  expect(await changed.run()).toEqual({ did: 2, more: false });
  clock.advance(2 * MINUTE_MS);
  expect(await changed.run()).toEqual({ did: 0, more: false });
  await workspace.close();
});

it('scores anew whose silence was noticed, for segments ask for it', async () => {
  const workspace = await testWorkspace(database, {
    clock: movableClock({ now: () => Promise.resolve(TUESDAY_NOON) }),
  });
  const { db, businessId } = database;
  await buy('karim@workshop.example', 130);
  const stage = scoringStage(workspace, () => false);
  await stage.run();
  expect(await stage.run()).toEqual({ did: 0, more: false });
  const settings = workspace.config.customers;
  expect(await detectSilence({ db, businessId, settings, now: TUESDAY_NOON, limit: 10 })).toEqual({
    silent: 1,
  });
  expect(await stage.run()).toEqual({ did: 1, more: false });
  await workspace.close();
});

it('shows the scores of one person with their reasons, and makes all anew on request', async () => {
  const workspace = await testWorkspace(database, {
    clock: movableClock({ now: () => Promise.resolve(TUESDAY_NOON) }),
  });
  await buy('leila@noor.example', 4, 11, 18, 25);
  expect(await scoresShow.perform(workspace, { who: 'leila@noor.example' }, 'Yusuf')).toMatchObject({
    name: 'Leila',
    scores: { stage: 'expansion', stages: [{ stage: 'expansion' }] },
    sentences: expect.arrayContaining([
      expect.objectContaining({
        label: 'Buying',
        why: 'buys every 7 days on average; 4 days since the last time',
      }),
    ]) as object[],
  });
  expect(
    await scoresShow.perform(workspace, { who: 'leila@noor.example', locale: 'fa' }, 'Yusuf'),
  ).toMatchObject({
    sentences: expect.arrayContaining([expect.objectContaining({ label: 'مرحله' })]) as object[],
  });
  expect(await scoresRebuild.perform(workspace, {}, 'Yusuf')).toMatchObject({ running: false, scored: 1 });
  await expect(scoresShow.perform(workspace, { who: 'nobody@noor.example' }, 'Yusuf')).rejects.toThrow(
    'there is no contact nobody@noor.example',
  );
  await workspace.close();
});
