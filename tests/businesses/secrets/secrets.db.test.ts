import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from '../../../src/businesses/secrets/key-ring.ts';
import { rotateKey } from '../../../src/businesses/secrets/rotate-key.ts';
import { forgetSecret, readSecret, storeSecret } from '../../../src/businesses/secrets/secrets.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { Crash, crashingDatabase } from '../../support/crashing-database.ts';
import { clearBusiness, createBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

let database: TestDatabase;
let folder: string;
let ring: KeyRing;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  folder = temporaryFolder('secrets');
  ring = ringOf(folder);
});
afterEach(async () => {
  removeFolder(folder);
  await clearBusiness(database);
});

function ringOf(place: string, secretsKey?: string, previousSecretsKey?: string): KeyRing {
  return openKeyRing({ secretsKey, previousSecretsKey, folder: place });
}

const at = (mailbox: string, purpose = 'password') => ({ businessId: database.businessId, mailbox, purpose });
const store = (mailbox: string, text: string, from = ring) =>
  database.inside((tx) => storeSecret(tx, from, at(mailbox), text));
const read = (mailbox: string, from = ring) => database.inside((tx) => readSecret(tx, from, at(mailbox)));
const rotate = (options: { forgetLost?: boolean } = {}, from = ring) =>
  rotateKey({ db: database.db, businessId: database.businessId, ring: from, actor: 'Maryam', ...options });
const keyFiles = () => readdirSync(path.join(folder, 'secret-keys')).filter((name) => name.endsWith('.key'));
const sealedWith = () =>
  database.inside((tx) => tx.selectFrom('secrets').select('key_id').distinct().execute());

describe('secrets', () => {
  it('are kept, replaced and forgotten, and are not readable in the database', async () => {
    expect(await read('hello')).toBeUndefined();
    await store('hello', 'warm bread');
    await store('hello', 'سپاس از شما');
    expect(await read('hello')).toBe('سپاس از شما');
    const rows = await database.inside((tx) => tx.selectFrom('secrets').selectAll().execute());
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed.includes(Buffer.from('سپاس'))).toBe(false);
    expect(await database.inside((tx) => forgetSecret(tx, at('hello')))).toBe(true);
    expect(await database.inside((tx) => forgetSecret(tx, at('hello')))).toBe(false);
    expect(await read('hello')).toBeUndefined();
  });

  it('use one key, whoever is first', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((mailbox) => store(mailbox, mailbox, ringOf(folder))));
    expect(await sealedWith()).toHaveLength(1);
  });

  it('are refused when somebody moved them to another mailbox', async () => {
    await store('karim', 'iron');
    await database.inside((tx) => tx.updateTable('secrets').set({ mailbox: 'maryam' }).execute());
    await expect(read('maryam')).rejects.toMatchObject({
      hint: expect.stringContaining('wafa login maryam') as string,
    });
  });

  it('name the key that is missing', async () => {
    await store('hello', 'warm bread');
    const elsewhere = ringOf(path.join(folder, 'another-machine'));
    await expect(read('hello', elsewhere)).rejects.toThrow(
      /the key [0-9a-f]{16} of the stored secrets is not here/,
    );
    await expect(store('orders', 'cake', elsewhere)).rejects.toThrow(/is not here/);
    expect(await read('hello')).toBe('warm bread');
  });

  it('of another business do not exist', async () => {
    const workshop = await createBusiness(database.db, `karims-${Date.now()}`, "Karim's Workshop");
    await store('hello', 'warm bread');
    const place = { businessId: workshop, mailbox: 'hello', purpose: 'password' };
    expect(await inBusiness(database.db, workshop, (tx) => readSecret(tx, ring, place))).toBeUndefined();
  });
});

describe('rotateKey', () => {
  it('seals everything anew, forgets the old key and notes who did it', async () => {
    const mailboxes = Array.from({ length: 250 }, (_, at) => `mailbox-${at}`);
    for (const mailbox of mailboxes) await store(mailbox, `secret of ${mailbox}`);
    const [before] = await sealedWith();
    const done = await rotate();
    expect(done).toMatchObject({ sealed: 250, resumed: false, forgotten: [], keysForgotten: 1 });
    expect(await sealedWith()).toEqual([{ key_id: done.keyId }]);
    expect(done.keyId).not.toBe(before?.key_id);
    expect(keyFiles()).toHaveLength(1);
    for (const mailbox of mailboxes) expect(await read(mailbox)).toBe(`secret of ${mailbox}`);
    const notes = await database.inside((tx) =>
      tx.selectFrom('audit_log').select(['actor', 'action', 'subject']).orderBy('id').execute(),
    );
    expect(notes).toEqual([
      { actor: 'Maryam', action: 'began to rotate the key of secrets', subject: done.keyId },
      { actor: 'Maryam', action: 'rotated the key of secrets', subject: done.keyId },
    ]);
  });

  it('cut off at any statement or commit loses nothing, and goes on where it was', async () => {
    const texts = new Map([
      ['bakery', 'warm bread'],
      ['orders', 'cake'],
      ['workshop', 'iron'],
    ]);
    let cuts = 0;
    for (let step = 1, whole = false; !whole; step++) {
      for (const [mailbox, text] of texts) await store(mailbox, text);
      const crashing = crashingDatabase(database.db, step);
      try {
        await rotateKey({ db: crashing.db, businessId: database.businessId, ring, actor: 'Maryam' });
        whole = true;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        cuts++;
      }
      for (const [mailbox, text] of texts) expect(await read(mailbox)).toBe(text);
      // A daemon that knows nothing of it seals on.
      await store('orders', 'cake');
      await rotate();
      for (const [mailbox, text] of texts) expect(await read(mailbox)).toBe(text);
      expect(await sealedWith()).toHaveLength(1);
      expect(keyFiles().length).toBeLessThanOrEqual(2);
    }
    expect(cuts).toBeGreaterThan(15);
  });

  it('does not lose what others seal meanwhile, nor what a second rotation finds half done', async () => {
    const mailboxes = Array.from({ length: 120 }, (_, at) => `mailbox-${at}`);
    for (const mailbox of mailboxes) await store(mailbox, 'first');
    const written = new Map(mailboxes.map((mailbox) => [mailbox, 'first']));
    const rotated = new AbortController();
    const writer = async (offset: number) => {
      for (let at = offset; !rotated.signal.aborted; at = (at + 4) % mailboxes.length) {
        const mailbox = mailboxes[at] ?? '';
        const text = `${mailbox} at ${performance.now()}`;
        await store(mailbox, text, ringOf(folder));
        written.set(mailbox, text);
      }
    };
    const writers = [0, 1, 2, 3].map(writer);
    const rotations = await Promise.all([rotate(), rotate({}, ringOf(folder))]);
    rotated.abort();
    await Promise.all(writers);
    expect(rotations).toHaveLength(2);
    for (const [mailbox, text] of written) expect(await read(mailbox)).toBe(text);
    await rotate();
    expect(await sealedWith()).toHaveLength(1);
    for (const [mailbox, text] of written) expect(await read(mailbox)).toBe(text);
  });

  it('leaves what it cannot open, says so, and forgets it only when told', async () => {
    await store('hello', 'warm bread');
    await store('lost', 'who knows');
    await database.inside((tx) =>
      tx.updateTable('secrets').set({ key_id: '0123456789abcdef' }).where('mailbox', '=', 'lost').execute(),
    );
    await expect(rotate()).rejects.toThrow(/cannot be opened, and stay as they are: lost: password/);
    expect(await read('hello')).toBe('warm bread');
    expect(keyFiles()).toHaveLength(1);
    expect(await rotate({ forgetLost: true })).toMatchObject({
      forgotten: ['lost: password'],
      resumed: true,
    });
    expect(await read('lost')).toBeUndefined();
    expect(await read('hello')).toBe('warm bread');
  });

  it('lets a machine that lost its keys begin again', async () => {
    await store('hello', 'warm bread');
    const fresh = ringOf(path.join(folder, 'new-machine'));
    expect(await rotate({ forgetLost: true }, fresh)).toMatchObject({ forgotten: ['hello: password'] });
    await store('hello', 'new bread', fresh);
    expect(await read('hello', fresh)).toBe('new bread');
  });

  it('keeps a key that another business of the same folder is using', async () => {
    const workshop = await createBusiness(database.db, `karims-${Date.now()}`, "Karim's Workshop");
    const place = { businessId: workshop, mailbox: 'karim', purpose: 'password' };
    await store('hello', 'warm bread');
    await inBusiness(database.db, workshop, (tx) => storeSecret(tx, ring, place, 'iron'));
    await rotate();
    expect(await inBusiness(database.db, workshop, (tx) => readSecret(tx, ring, place))).toBe('iron');
    expect(keyFiles()).toHaveLength(2);
  });

  it('goes from one configured key to the next', async () => {
    const [first, second] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];
    await store('hello', 'warm bread', ringOf(folder, first));
    const both = ringOf(folder, second, first);
    expect(await read('hello', both)).toBe('warm bread');
    expect(await rotate({}, both)).toMatchObject({ sealed: 1 });
    expect(await read('hello', ringOf(folder, second))).toBe('warm bread');
    await expect(rotate({}, ringOf(folder, second))).rejects.toMatchObject({
      hint: expect.stringContaining('previousSecretsKey') as string,
    });
  });
});
