import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCredentials } from '../../src/mailbox/open-credentials.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  workspace = await testWorkspace(database);
});
afterEach(async () => {
  await workspace.close();
  await clearBusiness(database);
});

const ask = (name: string, input: object) => findOperation(name).perform(workspace, input, 'Maryam');
const account = { name: 'bakery', address: 'hello@bakery.example' };
const logIn = (changes: object = {}) => {
  const { db, businessId, keyRing: ring, clock } = workspace;
  return openCredentials(
    { db, businessId, ring, clock },
    { ...account, oauth: undefined, ...changes },
  ).current();
};
const audited = async () => {
  const rows = await database.inside((tx) => tx.selectFrom('audit_log').selectAll().orderBy('id').execute());
  return rows.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
};

describe('what a mailbox is signed in with', () => {
  it('is a password that is kept, for its address only, until it is forgotten', async () => {
    expect(await logIn()).toBeUndefined();
    await ask('sign-in-store', { mailbox: account.address, with: { password: 'warm bread' } });
    expect(await logIn()).toEqual({ kind: 'password', password: 'warm bread' });
    expect(await logIn({ address: 'karim@workshop.example' })).toBeUndefined();
    expect(await ask('sign-in-forget', { mailbox: 'bakery' })).toEqual({
      mailbox: 'bakery',
      forgotten: true,
    });
    expect(await ask('sign-in-forget', { mailbox: 'bakery' })).toEqual({
      mailbox: 'bakery',
      forgotten: false,
    });
    expect(await logIn()).toBeUndefined();
    expect(await audited()).toEqual([
      'Maryam stored the password of a mailbox bakery',
      'Maryam signed out of a mailbox bakery',
    ]);
  });

  it('is tokens, which are forgotten as well', async () => {
    const tokens = { accessToken: 'a', refreshToken: 'r', livesMs: 3_600_000 };
    await ask('sign-in-store', { mailbox: 'bakery', with: tokens });
    const oauth = { provider: 'google', clientId: 'x', tenant: 'common', scopes: [] };
    expect(await logIn({ oauth })).toEqual({ kind: 'token', token: 'a' });
    await ask('sign-in-forget', { mailbox: 'bakery' });
    await expect(logIn({ oauth })).rejects.toMatchObject({ failureClass: 'sign-in' });
    const left = await database.inside((tx) => tx.selectFrom('secrets').selectAll().execute());
    expect(left).toEqual([]);
  });

  it('belongs to a mailbox there is', async () => {
    const asked = ask('sign-in-store', { mailbox: 'bakerz', with: { password: 'x' } });
    await expect(asked).rejects.toMatchObject({ exitCode: 2, hint: 'did you mean "bakery"?' });
    await expect(ask('sign-in-store', { mailbox: 'bakery', with: {} })).rejects.toMatchObject({
      exitCode: 2,
    });
  });

  it('has its key changed by an operation', async () => {
    await ask('sign-in-store', { mailbox: 'bakery', with: { password: 'warm bread' } });
    expect(await ask('key-rotate', {})).toMatchObject({ sealed: 1, resumed: false });
    expect(await logIn()).toEqual({ kind: 'password', password: 'warm bread' });
  });
});
