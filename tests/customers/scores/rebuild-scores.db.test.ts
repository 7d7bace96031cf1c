import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askForRebuild,
  rebuildProgress,
  rebuildScores,
} from '../../../src/customers/scores/rebuild-scores.ts';
import { renewModels } from '../../../src/customers/scores/renew-models.ts';
import { scoreContacts } from '../../../src/customers/scores/score-contacts.ts';
import { computeSegments } from '../../../src/customers/segments/compute-segments.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { saveSegment } from '../../../src/customers/segments/save-segment.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { customersOf, now, settings } from './customers-of.ts';

let database: TestDatabase;
const { buy, buyFromMany, scoresBy } = customersOf(() => database);
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

describe('rebuildScores', () => {
  const rebuild = (changed: Partial<typeof settings> = {}, limit = 10) =>
    rebuildScores({
      db: database.db,
      businessId: database.businessId,
      settings: { ...settings, ...changed },
      now,
      limit,
    });

  it('goes on page by page where it was, says how far it is, and rests when nothing changed', async () => {
    await buyFromMany(25);
    expect(await rebuild()).toMatchObject({ did: 10, more: true, running: true, scored: 10, total: 25 });
    expect(await database.inside(rebuildProgress)).toMatchObject({ running: true, scored: 10 });
    expect(await rebuild()).toMatchObject({ did: 10, more: true });
    expect(await rebuild()).toMatchObject({ did: 5, more: false, running: false, scored: 25 });
    expect(await rebuild()).toMatchObject({ did: 0, more: false, running: false });
    expect(await scoresBy('Karimaha')).toMatchObject({ stage: 'awareness' });
  });

  it('begins anew when a threshold changed, when a model did, and when somebody asks', async () => {
    await buyFromMany(25);
    await rebuild({}, 100);
    const strict = {
      customers: {
        ...settings.customers,
        stages: { ...settings.customers.stages, dissolutionAfter: 1 },
        inactiveAfter: 1,
      },
    };
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
    expect(await scoresBy('Karimaha')).toMatchObject({ stage: 'dissolution' });
    expect(await renewModels(database.db, database.businessId, now)).toContain('rfm:EUR');
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
    expect((await scoresBy('Karimaba')).rfm_group).toBe('new');
    // Learned again from the same, nothing moved.
    expect(await renewModels(database.db, database.businessId, now)).toEqual([]);
    expect(await rebuild(strict, 100)).toMatchObject({ did: 0 });
    await database.inside((tx) => askForRebuild(tx, now));
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
  });

  it('places buyers in fifths that are fifths', async () => {
    await buyFromMany(50);
    await renewModels(database.db, database.businessId, now);
    await rebuild({}, 100);
    const { rows } = await database.inside((tx) =>
      sql<{ recency: number; number: number }>`
        select recency, count(*)::int as number from scores group by 1 order by 1`.execute(tx),
    );
    expect(rows).toEqual([1, 2, 3, 4, 5].map((recency) => ({ recency, number: 10 })));
  });

  it('lets the members of segments follow', async () => {
    await buyFromMany(15);
    await database.inside((tx) =>
      saveSegment(tx, { name: 'aware', rule: parseRule('stage is awareness') }, 'Yusuf', now),
    );
    const { db, businessId } = database;
    while ((await computeSegments({ db, businessId, now, timeZone: 'UTC', limit: 100 })).more);
    const members = () =>
      database.inside(async (tx) => (await tx.selectFrom('segment_members').selectAll().execute()).length);
    expect(await members()).toBe(0);
    await rebuild();
    expect(await members()).toBe(10);
    await rebuild();
    expect(await members()).toBe(15);
  });

  describe('with segments that are new when it begins', () => {
    const save = (text: string) =>
      database.inside((tx) => saveSegment(tx, { name: 'aware', rule: parseRule(text) }, 'Yusuf', now));
    const members = () =>
      database.inside(async (tx) => (await tx.selectFrom('segment_members').selectAll().execute()).length);
    const segment = () =>
      database.inside((tx) => tx.selectFrom('segments').selectAll().executeTakeFirstOrThrow());

    it('finds their members on the way, and leaves nothing to do', async () => {
      await buyFromMany(25);
      await save('stage is awareness');
      await rebuild();
      expect(await members()).toBe(10);
      expect(await segment()).toMatchObject({ computed_at: null });
      await rebuild();
      await rebuild();
      expect(await members()).toBe(25);
      expect(await segment()).toMatchObject({
        computed_at: now,
        computing_since: null,
        computed_up_to: null,
      });
      const { db, businessId } = database;
      expect(await computeSegments({ db, businessId, now, timeZone: 'UTC', limit: 100 })).toMatchObject({
        done: 0,
      });
    });

    it('leaves one whose rule changes meanwhile to be found anew', async () => {
      await buyFromMany(25);
      await save('stage is awareness');
      await rebuild();
      await save('stage is commitment');
      await rebuild();
      await rebuild();
      expect(await segment()).toMatchObject({ computed_at: null });
      const { db, businessId } = database;
      while ((await computeSegments({ db, businessId, now, timeZone: 'UTC', limit: 100 })).more);
      expect(await members()).toBe(0);
      expect((await segment()).computed_at).not.toBeNull();
    });

    it('follows a change of somebody it has passed', async () => {
      await buyFromMany(25);
      await save('purchases.count >= 2');
      await rebuild();
      const { address } = await database.inside((tx) =>
        tx.selectFrom('contact_addresses').select('address').orderBy('contact_id').executeTakeFirstOrThrow(),
      );
      await buy(address, [0.5]);
      while (
        (await scoreContacts({ db: database.db, businessId: database.businessId, settings, now, limit: 100 }))
          .more
      );
      expect(await members()).toBe(1);
      await rebuild();
      await rebuild();
      expect(await members()).toBe(1);
    });
  });
});
