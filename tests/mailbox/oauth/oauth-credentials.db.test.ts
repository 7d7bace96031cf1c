import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from '../../../src/businesses/secrets/key-ring.ts';
import { rotateKey } from '../../../src/businesses/secrets/rotate-key.ts';
import type { Db } from '../../../src/database/tables.ts';
import { type MovableClock, movableClock } from '../../../src/lib/clock.ts';
import type { Credentials } from '../../../src/mailbox/credentials.ts';
import { claimRefresh, readGrant, storeGrant } from '../../../src/mailbox/oauth/grants.ts';
import { openOAuthClient } from '../../../src/mailbox/oauth/oauth-client.ts';
import { oauthCredentials } from '../../../src/mailbox/oauth/oauth-credentials.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { startTestProvider, type TestProvider } from '../../support/oauth-provider.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const MARYAM = 'hello@bakery.example';
const MINUTE_MS = 60_000;

let database: TestDatabase;
let provider: TestProvider;
let folder: string;
let ring: KeyRing;
let clock: MovableClock;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  provider = await startTestProvider();
  folder = temporaryFolder('oauth');
  ring = openKeyRing({ secretsKey: undefined, previousSecretsKey: undefined, folder });
  clock = movableClock({ now: () => Promise.resolve(new Date()) });
});
afterEach(async () => {
  await provider.stop();
  removeFolder(folder);
  await clearBusiness(database);
});

const place = () => ({ businessId: database.businessId, mailbox: 'main', ring });

async function signIn(account = MARYAM): Promise<string> {
  const tokens = { ...provider.signedIn(account), account };
  const by = { actor: 'Maryam', now: await clock.now() };
  await database.inside((tx) => storeGrant(tx, place(), { provider: 'other', account, tokens }, by));
  return tokens.accessToken;
}

/** As one process has them. */
function credentials(db: Db = database.db): Credentials {
  const { issuer, clientId, clientSecret } = provider;
  const client = openOAuthClient({
    provider: 'other',
    tenant: 'common',
    scopes: [],
    issuer,
    clientId,
    clientSecret,
  });
  return oauthCredentials({ db, place: place(), address: MARYAM, client, clock });
}

async function token(of: Credentials): Promise<string> {
  const found = await of.current();
  return found?.kind === 'token' ? found.token : 'none';
}

const grant = () => database.inside((tx) => readGrant(tx, place()));

describe('access tokens', () => {
  it('are used while they are good, and are not readable in the database', async () => {
    const first = await signIn();
    const ours = credentials();
    expect(await token(ours)).toBe(first);
    clock.advance(50 * MINUTE_MS);
    expect(await token(ours)).toBe(first);
    expect(provider.refreshes()).toBe(0);
    const rows = await database.inside((tx) => tx.selectFrom('secrets').select('sealed').execute());
    expect(rows[0]?.sealed.includes(first)).toBe(false);
  });

  it('are refreshed before their end, the refresh token of each answer being kept', async () => {
    const seen = new Set([await signIn()]);
    const ours = credentials();
    for (let hour = 0; hour < 3; hour++) {
      clock.advance(56 * MINUTE_MS);
      seen.add(await token(ours));
    }
    expect(seen.size).toBe(4);
    // The provider would have ended the sign-in at the second use of a refresh token.
    expect(provider.refreshes()).toBe(3);
    expect([...seen].every((one) => provider.isActive(one))).toBe(true);
  });

  it('keep the refresh token when the provider gives no new one', async () => {
    await provider.stop();
    provider = await startTestProvider({ rotates: false });
    await signIn();
    const before = await grant();
    clock.advance(60 * MINUTE_MS);
    expect(provider.isActive(await token(credentials()))).toBe(true);
    expect((await grant())?.refreshToken).toBe(before?.refreshToken);
  });

  it('are replaced once when a server refuses them', async () => {
    const first = await signIn();
    const ours = credentials();
    clock.advance(10 * MINUTE_MS);
    provider.endAccessTokens();
    const other = await ours.after({ kind: 'token', token: first });
    expect(other?.kind === 'token' && provider.isActive(other.token)).toBe(true);
    // A second connection was refused with the same old token: the new one is there already.
    expect(await ours.after({ kind: 'token', token: first })).toEqual(other);
    // The new one refused as well: its age is not the reason.
    expect(other && (await ours.after(other))).toBeUndefined();
    expect(provider.refreshes()).toBe(1);
  });

  it('survive the rotation of the key', async () => {
    const first = await signIn();
    const ours = credentials();
    await rotateKey({ db: database.db, businessId: database.businessId, ring, actor: 'Maryam' });
    expect(await token(ours)).toBe(first);
  });
});

describe('refreshing', () => {
  it('is asked for once by many connections of one process', async () => {
    await signIn();
    clock.advance(60 * MINUTE_MS);
    provider.behave({ refreshDelayMs: 100 });
    const ours = credentials();
    const found = await Promise.all(Array.from({ length: 20 }, () => token(ours)));
    expect(new Set(found).size).toBe(1);
    expect(provider.refreshes()).toBe(1);
  });

  it('is asked for once by several that share the database', async () => {
    await signIn();
    clock.advance(60 * MINUTE_MS);
    provider.behave({ refreshDelayMs: 300 });
    const found = await Promise.all(Array.from({ length: 5 }, () => token(credentials())));
    expect(new Set(found).size).toBe(1);
    expect(provider.isActive(found[0] ?? '')).toBe(true);
    expect(provider.refreshes()).toBe(1);
  });

  it('holds nobody up who wants something else of the database', async () => {
    await signIn();
    clock.advance(60 * MINUTE_MS);
    provider.behave({ refreshDelayMs: 1500 });
    const asked = token(credentials());
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = performance.now();
    await grant();
    expect(performance.now() - before).toBeLessThan(800);
    expect(provider.isActive(await asked)).toBe(true);
  });

  it('is taken over from a process that died in the middle of it', async () => {
    await signIn();
    clock.advance(60 * MINUTE_MS);
    const seen = await grant();
    const lease = { owner: 'killed', leaseMs: 700 };
    expect(seen && (await database.inside((tx) => claimRefresh(tx, 'main', seen, lease)))).toBe(true);
    const before = performance.now();
    expect(provider.isActive(await token(credentials()))).toBe(true);
    expect(performance.now() - before).toBeGreaterThan(400);
    expect(provider.refreshes()).toBe(1);
  });

  it('keeps the answer although the database is away for a moment', async () => {
    await signIn();
    clock.advance(60 * MINUTE_MS);
    // Reads, claims, and then fails twice to store a refresh token that is the only good one.
    const found = await token(credentials(failingAt(database.db, [3, 4])));
    expect(provider.isActive(found)).toBe(true);
    expect((await grant())?.accessToken).toBe(found);
    clock.advance(60 * MINUTE_MS);
    expect(provider.isActive(await token(credentials()))).toBe(true);
    expect(provider.refreshes()).toBe(2);
  });

  it('may fail while the token is good for some minutes', async () => {
    const first = await signIn();
    const ours = credentials();
    clock.advance(57 * MINUTE_MS);
    provider.behave({ refreshStatus: 502 });
    expect(await token(ours)).toBe(first);
    clock.advance(4 * MINUTE_MS);
    await expect(token(ours)).rejects.toMatchObject({ failureClass: 'network' });
    provider.behave({ refreshStatus: 429 });
    await expect(token(ours)).rejects.toMatchObject({ failureClass: 'throttle' });
    provider.behave({});
    expect(provider.isActive(await token(ours))).toBe(true);
  });
});

describe('a sign-in that is no more', () => {
  const NEEDED = {
    failureClass: 'sign-in',
    message: expect.stringMatching(/sign in again: npx wafa login main$/) as string,
  };

  it('is a state of its own: the provider is asked once, never again, until a person signs in', async () => {
    await signIn();
    const ours = credentials();
    clock.advance(60 * MINUTE_MS);
    provider.withdraw(MARYAM);
    for (let attempt = 0; attempt < 3; attempt++) await expect(token(ours)).rejects.toMatchObject(NEEDED);
    await expect(token(credentials())).rejects.toThrow(/Token has been revoked/);
    expect(provider.refreshes()).toBe(1);
    const notes = await database.inside((tx) =>
      tx.selectFrom('audit_log').select('action').orderBy('id').execute(),
    );
    expect(notes.map(({ action }) => action)).toEqual([
      'signed in to a mailbox',
      'lost the sign-in of a mailbox',
    ]);

    const again = await signIn();
    expect(await token(ours)).toBe(again);
  });

  it('is said before anybody signed in, and for another address', async () => {
    await expect(token(credentials())).rejects.toMatchObject(NEEDED);
    await signIn('karim@workshop.example');
    await expect(token(credentials())).rejects.toThrow(/the sign-in is for karim@workshop.example/);
    expect(provider.refreshes()).toBe(0);
  });

  it('is said when the key is on another machine', async () => {
    await signIn();
    removeFolder(path.join(folder, 'secret-keys'));
    await expect(token(credentials())).rejects.toMatchObject({
      failureClass: 'sign-in',
      message: expect.stringContaining('secret-keys') as string,
    });
  });
});

/** A database whose transactions of these numbers do not come about. */
function failingAt(db: Db, numbers: readonly number[]): Db {
  let begun = 0;
  const transaction = () => {
    begun++;
    if (numbers.includes(begun)) throw new Error('the database is away');
    return db.transaction();
  };
  return new Proxy(db, {
    get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
  });
}
