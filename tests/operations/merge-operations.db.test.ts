import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revive } from '../../src/cli/revive.ts';
import { sideBySide, suggestionLines, type WordedSuggestion } from '../../src/cli/suggestion-lines.ts';
import { compareContacts } from '../../src/customers/merge/compare-contacts.ts';
import { newId } from '../../src/lib/ids.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});
beforeEach(async () => {
  await clearBusiness(database);
  await person('Karim Zuaiter', 'kz@workshop.example', 2);
  await person('كريم زعيتر', 'karim@gmail.com', 0);
  const { db, businessId } = database;
  for (;;) {
    const { compared } = await compareContacts({ db, businessId, now: TUESDAY_NOON, limit: 20 });
    if (compared === 0) break;
  }
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  revive(JSON.parse(JSON.stringify(await findOperation(name).perform(workspace, input, 'Maryam'))) as T);

/** Somebody with a phone that both have. */
async function person(name: string, address: string, purchases: number): Promise<void> {
  const id = newId();
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id, kind: 'customer', name, source: 'csv', purchase_count: purchases })
      .execute();
    await tx
      .insertInto('contact_addresses')
      .values({ canonical: address, address, contact_id: id })
      .execute();
    await tx
      .insertInto('details')
      .values({
        id: newId(),
        contact_id: id,
        field: 'phone',
        value: '+96170123456',
        source: 'csv',
        confidence: 0.9,
        at: TUESDAY_NOON,
      })
      .execute();
  });
}

describe('suggestions by command', () => {
  const list = (locale = 'en') => ask<WordedSuggestion[]>('suggestions-list', { locale });
  const key = async () => (await list())[0]?.key ?? '';
  const names = async () =>
    (await ask<{ name: string }[]>('contacts-list', {})).map(({ name }) => name).sort();

  it('show both, and why in the reader’s language', async () => {
    const [line = '', ...more] = suggestionLines(await list());
    expect(more).toEqual([]);
    expect(line).toContain('Karim Zuaiter <kz@workshop.example>');
    expect(line).toContain('+96170123456');
    expect((await list('fa'))[0]?.reasons.map(({ sentence }) => sentence).join()).toContain(
      'یک نام به دو خط',
    );
    expect((await list('ar'))[0]?.reasons.map(({ sentence }) => sentence).join()).toContain('اسم واحد بخطّين');
    const shown = sideBySide(await ask<WordedSuggestion>('suggestion-show', { suggestion: await key() }));
    expect(shown.join('\n')).toContain('+96170123456');
    expect(shown.filter((text) => text.startsWith('  + '))).toHaveLength(3);
  });

  it('are accepted: the one who bought stays, and both can be parted again', async () => {
    const { kept, mergeId } = await ask<{ kept: string; mergeId: string }>('suggestion-accept', {
      suggestion: await key(),
    });
    expect(kept).toBe('Karim Zuaiter');
    expect(await names()).toEqual(['Karim Zuaiter']);
    expect(suggestionLines(await list())).toEqual(['Nobody looks like anybody else.']);
    expect(await ask('merges-list', {})).toMatchObject([
      { id: mergeId, actor: 'Maryam', merged: 'كريم زعيتر' },
    ]);
    await ask('contacts-unmerge', { merge: mergeId.slice(-12) });
    expect(await names()).toHaveLength(2);
  });

  it('are accepted the other way round', async () => {
    const { kept } = await ask<{ kept: string }>('suggestion-accept', {
      suggestion: await key(),
      keep: 'karim@gmail.com',
    });
    expect(kept).toBe('كريم زعيتر');
  });

  it('are dismissed', async () => {
    await ask('suggestion-dismiss', { suggestion: await key() });
    expect(await list()).toEqual([]);
    await expect(ask('suggestion-accept', { suggestion: '000000-000000' })).rejects.toThrow(
      'no open suggestion',
    );
  });

  it('are not needed to merge, and a contact names its latest merge', async () => {
    await ask('contacts-merge', { keep: 'kz@workshop.example', merge: 'karim@gmail.com' });
    expect(await names()).toEqual(['Karim Zuaiter']);
    // Either address is theirs now.
    expect(await ask('contacts-unmerge', { merge: 'karim@gmail.com' })).toMatchObject({
      kept: 'Karim Zuaiter',
      parted: 'كريم زعيتر',
    });
    await expect(ask('contacts-unmerge', { merge: 'karim@gmail.com' })).rejects.toThrow('nobody was merged');
    await expect(ask('contacts-unmerge', { merge: 'ffffffffffff' })).rejects.toThrow('no merge');
  });
});
