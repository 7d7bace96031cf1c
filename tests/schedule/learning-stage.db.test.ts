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

it('learns each subject once, then has nothing to do', async () => {
  const stage = learningStage(workspace);
  let runs = 0;
  while ((await stage.run()).more) runs++;
  expect(runs).toBeGreaterThan(0);
  expect(await database.inside((tx) => readValueModel(tx, 'EUR'))).toMatchObject({
    model: { purchases: { state: 'too-little-data' } },
  });
  expect(await learningStage(workspace).run()).toEqual({ did: 0, more: false });
});
