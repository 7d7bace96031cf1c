import { afterAll, beforeAll, expect, it } from 'vitest';
import { readValueModel } from '../../src/customers/value/learn-value.ts';
import { learningStage } from '../../src/schedule/learning-stage.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { seedBakery } from '../support/bakery-rows.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  await seedBakery(workspace, database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

it('learns each subject once, beside the lane, then has nothing to do', async () => {
  const stage = learningStage(workspace);
  let learned = 0;
  while ((await stage.run()).did > 0) {
    learned++;
    // New mail has its turn meanwhile; the stage does not begin a second one.
    expect(await stage.run()).toEqual({ did: 0, more: false });
    await stage.settle?.();
  }
  expect(learned).toBeGreaterThan(1);
  expect(await database.inside((tx) => readValueModel(tx, 'EUR'))).toMatchObject({
    model: { purchases: { state: 'too-little-data' } },
  });
  expect(await learningStage(workspace).run()).toEqual({ did: 0, more: false });
});

it('reports what failed at the next run, and tries again after an hour', async () => {
  let tries = 0;
  const stage = learningStage(workspace, [
    [
      'weather',
      () => {
        tries++;
        return Promise.reject(new Error('the disk is full'));
      },
    ],
  ]);
  expect(await stage.run()).toEqual({ did: 1, more: false });
  await stage.settle?.();
  await expect(stage.run()).rejects.toThrow('the disk is full');
  expect(await stage.run()).toEqual({ did: 0, more: false });
  const later = new Date((await workspace.clock.now()).getTime() + 3_600_000);
  const again = learningStage({ ...workspace, clock: { now: () => Promise.resolve(later) } }, [
    ['weather', () => Promise.resolve(tries++)],
  ]);
  expect(await again.run()).toEqual({ did: 1, more: false });
  await again.settle?.();
  expect(tries).toBe(2);
});
