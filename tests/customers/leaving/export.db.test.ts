import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mergeContacts } from '../../../src/customers/merge/merge-contacts.ts';
import { unmergeContacts } from '../../../src/customers/merge/unmerge-contacts.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type ExportAllResult, exportAll, exportContactOperation } from '../../../src/operations/export.ts';
import type { Workspace } from '../../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { KARIM, LAYLA, type Lives, liveKarimsLife } from '../../support/karims-life.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { TUESDAY_NOON, testWorkspace } from '../../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let folder: string;
let lives: Lives;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  workspace = await testWorkspace(database);
  folder = temporaryFolder('export');
  lives = await liveKarimsLife(workspace, database);
});
afterEach(async () => {
  removeFolder(folder);
  await workspace.close();
  await clearBusiness(database);
});
afterAll(() => database.close());

const below = (place: string) =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)));
const read = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8');

describe('the export of one person', () => {
  it('has everything that is kept of them, and their mail as it came', async () => {
    const to = path.join(folder, 'karim');
    const result = await exportContactOperation.perform(workspace, { who: KARIM, to }, 'Maryam');
    expect(result).toMatchObject({
      mails: 3,
      originals: 3,
      rows: { contacts: 1, contact_addresses: 2, purchases: 1, payments: 1, outgoing_emails: 3, changes: 1 },
    });
    const files = below(to);
    expect(files.filter((name) => /^mail\/.*\.eml$/.test(name))).toHaveLength(3);
    expect(files.filter((name) => /^outbox\/.*\.eml$/.test(name))).toHaveLength(3);
    expect(JSON.parse(read(to, 'details.json'))).toContainEqual(
      expect.objectContaining({ field: 'phone', value: '+436645550170', source: 'person' }),
    );
    const original = files.find((name) => name.endsWith('.eml')) ?? '';
    expect(read(to, original)).toContain('Two loaves');
    expect(read(to, 'contacts.json')).not.toContain('Layla');
  });

  it('has what they were merged from, and nothing of somebody they were taken for', async () => {
    const [fromCard, fromList, neighbour] = await database.inside(async (tx) => {
      const people = ['K. Haddad of the card', 'Haddad of the list', 'Haddad next door'].map((name) => ({
        id: newId(),
        kind: 'customer' as const,
        name,
        source: 'csv',
      }));
      await tx.insertInto('contacts').values(people).execute();
      return people.map(({ id }) => id);
    });
    const merge = (keepId = '', mergeId = '') =>
      database.inside((tx) => mergeContacts(tx, { keepId, mergeId, actor: 'Maryam', now: TUESDAY_NOON }));
    await merge(fromCard, fromList);
    await merge(lives.karim, fromCard);
    const wrong = await merge(lives.karim, neighbour);
    await database.inside((tx) =>
      unmergeContacts(tx, { mergeId: wrong, actor: 'Maryam', now: TUESDAY_NOON }),
    );
    const to = path.join(folder, 'merged');
    await exportContactOperation.perform(workspace, { who: KARIM, to }, 'Maryam');
    const merges = JSON.parse(read(to, 'merges.json')) as { snapshot: { merged: { name: string } } }[];
    const names = merges.map(({ snapshot }) => snapshot.merged.name);
    expect(names).toEqual(expect.arrayContaining(['Haddad of the list', 'K. Haddad of the card']));
    expect(names).not.toContain('Haddad next door');
  });

  it('may be one file, and never overwrites another', async () => {
    const to = path.join(folder, 'karim.zip');
    await exportContactOperation.perform(workspace, { who: KARIM, to }, 'Maryam');
    expect(readFileSync(to).subarray(0, 2).toString()).toBe('PK');
    await expect(exportContactOperation.perform(workspace, { who: KARIM, to }, 'Maryam')).rejects.toThrow(
      /exists already/,
    );
  });
});

describe('the export of everything', () => {
  const everything = async (budgetMs: number) => {
    const to = path.join(folder, 'all');
    let calls = 1;
    let result = (await exportAll.perform(workspace, { to, budgetMs }, 'Maryam')) as ExportAllResult;
    for (; result.place; calls++)
      result = (await exportAll.perform(
        workspace,
        { to, budgetMs, place: result.place },
        'Maryam',
      )) as ExportAllResult;
    return { to, calls, result };
  };

  it('has every row of every table, the same in one stretch or in many', async () => {
    const { to, calls, result } = await everything(0);
    expect(calls).toBeGreaterThan(1);
    const manifest = JSON.parse(read(to, 'manifest.json')) as {
      rows: Record<string, number>;
      leftOut: object;
    };
    expect(manifest.rows).toEqual(result.written);
    for (const [name, rows] of Object.entries(result.written)) {
      if (!name.endsWith('.jsonl')) continue;
      const lines = read(to, name).split('\n').slice(0, -1);
      expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
      expect(lines).toHaveLength(rows);
    }
    const counts = await database.inside((tx) =>
      tx
        .selectFrom('message_addresses')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow(),
    );
    expect(result.written['tables/message_addresses.jsonl']).toBe(counts.n);
    expect(result.written['mail']).toBe(4);
    expect(manifest.leftOut).toHaveProperty('secrets');
    expect(below(to).join()).not.toMatch(/secrets|api_keys/);
  });

  it('has sheets that others can read', async () => {
    const { to } = await everything(300_000);
    const sheet = (name: string) =>
      parse<Record<string, string>>(read(to, name), { bom: true, columns: true, record_delimiter: '\r\n' });
    expect(new Set(sheet('contacts.csv').map((row) => row['email']))).toEqual(new Set([KARIM, LAYLA]));
    expect(sheet('purchases.csv')).toEqual([
      expect.objectContaining({ amount: '24.00', currency: 'EUR', items: '2 x Rye', 'order id': 'karim-1' }),
      expect.objectContaining({ email: LAYLA }),
    ]);
    expect(sheet('companies.csv').length).toBeGreaterThan(0);
  });
});
