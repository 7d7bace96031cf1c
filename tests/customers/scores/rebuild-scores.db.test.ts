import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askForRebuild,
  rebuildProgress,
  rebuildScores,
} from '../../../src/customers/scores/rebuild-scores.ts';
import { renewModels } from '../../../src/customers/scores/renew-models.ts';
import { computeSegments } from '../../../src/customers/segments/compute-segments.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { saveSegment } from '../../../src/customers/segments/save-segment.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { customersOf, now, settings } from './customers-of.ts';

let database: TestDatabase;
const { buyFromMany, scoresBy } = customersOf(() => database);
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
});
