import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadContactFacts } from '../../src/automations/contact-facts.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
const now = new Date('2026-03-10T12:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

it.each<[string, Locale | null, Locale | null]>([
  ['کامران یزدی', null, 'fa'],
  ['نادية خوري', null, 'ar'],
  ['Clara Whitmore', null, null],
  ['کامران یزدی', 'en', 'en'],
])('%s, who writes %s, is written to in %s', async (name, written, expected) => {
  const id = newId();
  const facts = await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id, kind: 'customer', name, source: 'mail', locale: written })
      .execute();
    return loadContactFacts(tx, [id], now);
  });
  expect(facts.get(id)?.locale).toBe(expected);
});
