import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport, shownReport } from '../../../src/customers/reports/kept-report.ts';
import { reportsOf } from '../../../src/customers/reports/reports.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { learningStage } from '../../../src/schedule/learning-stage.ts';
import type { Workspace } from '../../../src/schedule/workspace.ts';
import { seedBakery } from '../../support/bakery-rows.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../../support/workspace.ts';

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

const later = (days: number) => new Date(TUESDAY_NOON.getTime() + days * DAY_MS);

/** A report that counts how often it was made. */
function counted() {
  let made = 0;
  return {
    name: 'counted',
    make: () => Promise.resolve({ made: ++made }),
    read: (stored: object) => stored as { made: number },
  };
}

function setTook(tookMs: number): Promise<unknown> {
  return database.inside((tx) =>
    tx.updateTable('reports').set({ took_ms: tookMs }).where('name', '=', 'counted').execute(),
  );
}

describe('a report', () => {
  it('that is quick is made anew for each reader', async () => {
    const report = counted();
    const show = () => database.inside((tx) => shownReport(tx, report, TUESDAY_NOON));
    expect(await show()).toEqual({ report: { made: 1 }, computedAt: TUESDAY_NOON });
    expect((await show()).report).toEqual({ made: 2 });
  });

  it('that takes long is shown as it was, with its time, for a day', async () => {
    const report = counted();
    await database.inside((tx) => makeReport(tx, report, TUESDAY_NOON));
    await setTook(40_000);
    const show = (at: Date) => database.inside((tx) => shownReport(tx, report, at));
    expect(await show(later(0.9))).toEqual({ report: { made: 1 }, computedAt: TUESDAY_NOON });
    expect(await show(later(1))).toEqual({ report: { made: 2 }, computedAt: later(1) });
  });

  it('reads back as it was made, times and all', async () => {
    const { timeZone } = workspace.config.business;
    const { retention, trouble, buyers } = reportsOf({ rules: workspace.config.customers, timeZone });
    for (const report of [retention, trouble, buyers])
      await database.inside(async (tx) => {
        const made = await makeReport<object>(tx, report, TUESDAY_NOON);
        await tx.updateTable('reports').set({ took_ms: 40_000 }).where('name', '=', report.name).execute();
        expect(await shownReport<object>(tx, report, TUESDAY_NOON)).toEqual(made);
      });
  });

  it('is worked out by the stage that learns, and names nobody', async () => {
    const stage = learningStage(workspace);
    while ((await stage.run()).did > 0) await stage.settle?.();
    const rows = await database.inside((tx) =>
      tx.selectFrom('reports').selectAll().orderBy('name').execute(),
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['buyers', 'retention', 'trouble']));
    const people = await database.inside((tx) => tx.selectFrom('contacts').select(['id', 'name']).execute());
    const stored = JSON.stringify(rows);
    for (const { id, name } of people) {
      expect(stored).not.toContain(id);
      expect(stored).not.toContain(name);
    }
  });
});
