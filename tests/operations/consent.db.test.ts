import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { consentSet, consentShow, subscribe } from '../../src/operations/consent-operations.ts';
import {
  suppressionAdd,
  suppressionRemove,
  suppressionsImport,
  suppressionsList,
} from '../../src/operations/suppression-operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { BAKERY_YAML, testWorkspace } from '../support/workspace.ts';

const YAML = `${BAKERY_YAML}
consent:
  existingCustomers: ask
  topics:
    - name: garden
      title: { en: Our garden }
`;
const NADIA = 'nadia@garden.example';
const NADIA_AT_WORK = 'n.khoury@office.example';

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database, { yaml: YAML });
});
beforeEach(async () => {
  await clearBusiness(database);
  const id = newId();
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id, kind: 'customer', name: 'Nadia Khoury', source: 'mail' })
      .execute();
    for (const canonical of [NADIA, NADIA_AT_WORK])
      await tx
        .insertInto('contact_addresses')
        .values({ canonical, address: canonical, contact_id: id })
        .execute();
  });
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

interface Shown {
  addresses: string[];
  purposes: { purpose: string; on: boolean; ground: string }[];
  history: { purpose: string; state: string; actor: string; wording: string; source: string }[];
  suppressions: { canonical: string; scope: string; except_purposes: string[] }[];
}

const show = (address = NADIA) => consentShow.perform(workspace, { address }, 'Maryam') as Promise<Shown>;
const say = (state: 'granted' | 'withdrawn', purpose: string, address = NADIA) =>
  consentSet.perform(
    workspace,
    { address, purpose, state, wording: 'at the counter', by: 'Yusuf' },
    'Maryam',
  );
const grounds = async () =>
  Object.fromEntries((await show()).purposes.map(({ purpose, on, ground }) => [purpose, `${on}: ${ground}`]));

describe('consent', () => {
  it('is asked for where the settings say so, of customers too; care is not', async () => {
    expect(await grounds()).toEqual({
      'topic:garden': 'false: has not agreed',
      marketing: 'false: has not agreed',
      service: 'true: existing customer, has not objected',
    });
  });

  it('holds for all addresses of a person, and is written down with who heard it', async () => {
    await say('granted', 'garden', NADIA_AT_WORK);
    expect(await grounds()).toMatchObject({ 'topic:garden': 'true: agreed' });
    const { history, addresses } = await show();
    expect(addresses.toSorted()).toEqual([NADIA_AT_WORK, NADIA]);
    expect(history).toMatchObject([
      {
        purpose: 'topic:garden',
        state: 'granted',
        source: 'person',
        actor: 'Yusuf',
        wording: 'at the counter',
      },
    ]);
    await say('withdrawn', 'topic:garden', NADIA);
    expect(await grounds()).toMatchObject({ 'topic:garden': 'false: objected' });
  });

  it('of one purpose comes back after all was withdrawn, and only that one', async () => {
    await say('granted', 'marketing');
    await say('withdrawn', 'all');
    expect(await grounds()).toMatchObject({ marketing: 'false: has not agreed' });
    await say('granted', 'topic:garden');
    expect(await grounds()).toMatchObject({
      'topic:garden': 'true: agreed',
      marketing: expect.stringMatching(/^false/),
    });
    expect((await show()).suppressions).toMatchObject([
      { scope: 'marketing', except_purposes: ['topic:garden'] },
    ]);
    await say('withdrawn', 'topic:garden');
    expect(await grounds()).toMatchObject({ 'topic:garden': 'false: objected' });
  });

  it('is refused for what nobody can choose', async () => {
    await expect(say('granted', 'gardening')).rejects.toThrow(/no purpose gardening/);
    await expect(say('granted', 'transactional')).rejects.toThrow(/no purpose/);
    await expect(show('nobody at all')).rejects.toThrow(/not an e-mail address/);
  });

  it('is kept in a history that the application cannot rewrite', async () => {
    await say('granted', 'marketing');
    const rewrite = database.inside((tx) =>
      tx.updateTable('consent_events').set({ state: 'withdrawn' }).execute(),
    );
    await expect(rewrite).rejects.toThrow(/permission denied/);
    await expect(database.inside((tx) => tx.deleteFrom('consent_events').execute())).rejects.toThrow(
      /permission denied/,
    );
  });

  it('can be asked for by a form of the business itself', async () => {
    const ask = (purposes: string[]) =>
      subscribe.perform(
        workspace,
        { address: 'omar@new.example', purposes, wording: 'Yes please' },
        'a form',
      );
    expect(await ask(['garden'])).toEqual({ state: 'asked' });
    await expect(ask(['all'])).rejects.toThrow(/no purpose all/);
    expect((await show('omar@new.example')).history).toMatchObject([
      { state: 'asked', wording: 'Yes please' },
    ]);
  });
});

describe('suppressions', () => {
  interface Listed {
    bySource: Record<string, number>;
    suppressions: { canonical: string; scope: string; reason: string; source: string }[];
  }
  const list = (filter = {}) => suppressionsList.perform(workspace, filter, 'Maryam') as Promise<Listed>;

  it('are added and removed by a person, each with who said so', async () => {
    const add = () =>
      suppressionAdd.perform(workspace, { address: NADIA, reason: 'asked on the phone' }, 'Maryam');
    expect(await add()).toEqual({ address: NADIA, added: true });
    expect(await add()).toEqual({ address: NADIA, added: false });
    expect(await list()).toMatchObject({
      bySource: { Maryam: 1 },
      suppressions: [{ canonical: NADIA, scope: 'all', reason: 'asked on the phone', source: 'Maryam' }],
    });
    expect(await suppressionRemove.perform(workspace, { address: NADIA }, 'Maryam')).toEqual({
      address: NADIA,
      removed: ['all'],
    });
    expect((await list()).suppressions).toEqual([]);
  });

  it('come from another system, and what is no address is said', async () => {
    const rows = [
      { address: 'Omar <omar@new.example>' },
      { address: NADIA, reason: 'bounced in 2025' },
      { address: NADIA },
      { address: 'nonsense' },
    ];
    const done = await suppressionsImport.perform(workspace, { name: 'old.csv', rows }, 'Maryam');
    expect(done).toEqual({ added: 2, known: 1, refused: ['nonsense'] });
    expect((await list({ search: 'garden' })).suppressions).toMatchObject([
      { canonical: NADIA, reason: 'bounced in 2025', source: 'import' },
    ]);
    expect((await list({ search: '%' })).suppressions).toEqual([]);
  });
});
