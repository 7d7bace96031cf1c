import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMapping, listMappings, saveMapping } from '../../../src/customers/imports/saved-mappings.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('keeps mappings by kind and name, over those that are shipped, and says which there are', async () => {
  await database.inside(async (tx) => {
    expect(await listMappings(tx)).toMatchObject([
      { kind: 'purchases', name: 'cdnow', savedAt: null },
      { kind: 'purchases', name: 'shopify', savedAt: null },
    ]);
    expect(await findMapping(tx, 'purchases', 'cdnow')).toMatchObject({ layout: 'whitespace' });
    await expect(findMapping(tx, 'contacts', 'cdnow')).rejects.toThrow(
      /there is no mapping "cdnow" for contacts/,
    );
    const mapping = { columns: { date: 'Datum' }, constants: {} };
    await saveMapping(tx, 'purchases', 'cdnow', mapping, now);
    await saveMapping(tx, 'purchases', 'sales', mapping, now);
    await saveMapping(tx, 'purchases', 'sales', { ...mapping, dateFormat: 'YYYYMMDD' }, now);
    expect(await listMappings(tx)).toMatchObject([
      { name: 'cdnow', savedAt: now, mapping },
      { name: 'sales', mapping: { dateFormat: 'YYYYMMDD' } },
      { name: 'shopify', savedAt: null },
    ]);
    await expect(findMapping(tx, 'purchases', 'other')).rejects.toMatchObject({
      hint: 'there are: cdnow, sales, shopify',
    });
  });
});
