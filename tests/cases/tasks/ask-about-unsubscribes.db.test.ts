import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { askAboutUnsubscribes } from '../../../src/cases/tasks/ask-about-unsubscribes.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = new Date('2026-03-10T12:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

it('asks a person once about each wish that nothing proves, and about nothing that is history', async () => {
  const signal = (kind: string, history: boolean, sentence: string) => ({
    id: newId(),
    kind,
    contact_id: null,
    dedupe_key: newId(),
    occurred_at: now,
    history,
    evidence: JSON.stringify({ sentence }),
    created_at: now,
  });
  await database.inside((tx) =>
    tx
      .insertInto('signals')
      .values([
        signal('unsubscribe-unverified', false, 'لغو اشتراک'),
        signal('unsubscribe-unverified', true, 'long ago'),
        signal('unsubscribe', false, 'it was them'),
      ])
      .execute(),
  );
  const ask = () => database.inside((tx) => askAboutUnsubscribes(tx, { locale: 'fa', now, limit: 50 }));
  expect([await ask(), await ask()]).toEqual([1, 0]);
  const tasks = await database.inside((tx) => tx.selectFrom('tasks').select(['title', 'state']).execute());
  expect(tasks).toEqual([
    { title: 'دیگر نامه نمی‌خواهند؟ درستی نامه‌شان ثابت نشد: لغو اشتراک', state: 'open' },
  ]);
});
