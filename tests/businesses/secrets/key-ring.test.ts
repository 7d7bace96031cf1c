import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openKeyRing } from '../../../src/businesses/secrets/key-ring.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function dataFolder(): string {
  const folder = temporaryFolder('keys');
  folders.push(folder);
  return folder;
}

const files = (folder: string) =>
  openKeyRing({ secretsKey: undefined, previousSecretsKey: undefined, folder });
const BREAD = Buffer.alloc(32, 'bread').toString('base64');
const CAKE = Buffer.alloc(32, 'cake').toString('hex');

describe('openKeyRing', () => {
  it('makes keys that only the owner can read, and finds them again', async () => {
    const folder = dataFolder();
    const ring = files(folder);
    expect(await ring.newest()).toBeUndefined();
    const key = await ring.make();
    const place = path.join(folder, 'secret-keys');
    const [name = ''] = readdirSync(place);
    expect(readdirSync(place)).toHaveLength(1);
    expect(statSync(path.join(place, name)).mode & 0o777).toBe(0o600);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect(readFileSync(path.join(place, name), 'utf8').trim()).toBe(key.bytes.toString('base64'));
    expect(await files(folder).find(key.id)).toEqual(key);
    expect(await files(folder).newest()).toEqual(key);
  });

  it('forgets what was made before, but for what is in use', async () => {
    const ring = files(dataFolder());
    const made = [];
    for (let count = 0; count < 4; count++) {
      made.push(await ring.make());
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const [first, second, third, fourth] = made.map(({ id }) => id);
    expect(await ring.forgetBefore(third ?? '', new Set([first ?? '']))).toBe(1);
    expect(await Promise.all(made.map(async ({ id }) => (await ring.find(id)) !== undefined))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(second).not.toBe(fourth);
    expect(await ring.forgetBefore('unknown', new Set())).toBe(0);
  });

  it('takes configured keys in base64 or hex, before those of files', async () => {
    const folder = dataFolder();
    const old = await files(folder).make();
    const ring = openKeyRing({ secretsKey: BREAD, previousSecretsKey: CAKE, folder });
    const newest = await ring.newest();
    expect(newest?.bytes.toString('base64')).toBe(BREAD);
    expect(await ring.find(old.id)).toEqual(old);
    const previous = await openKeyRing({ secretsKey: CAKE, previousSecretsKey: undefined, folder }).newest();
    expect(await ring.find(previous?.id ?? '')).toEqual(previous);
    await expect(ring.make()).rejects.toMatchObject({
      hint: expect.stringContaining('openssl rand') as string,
    });
    expect(await ring.forgetBefore(newest?.id ?? '', new Set())).toBe(1);
  });

  it('says what is no key', async () => {
    const folder = dataFolder();
    expect(() => openKeyRing({ secretsKey: 'bread', previousSecretsKey: undefined, folder })).toThrow(
      /secretsKey is not a key of 32 bytes/,
    );
    await files(folder).make();
    writeFileSync(path.join(folder, 'secret-keys', '9-broken.key'), 'crumbs\n');
    await expect(files(folder).newest()).rejects.toThrow(/9-broken.key is not a key/);
  });
});
