import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { createZip } from '../../src/lib/zip-file.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const NOON = new Date('2026-03-10T12:00:00Z');

it('is read by others: names in every script, text and what cannot be packed', async () => {
  const folder = temporaryFolder('zip');
  const file = path.join(folder, 'karim.zip');
  const files = new Map([
    ['README.txt', 'walnut bread\n'.repeat(1000)],
    ['mail/سفارش.json', '{"نان": 12}'],
    ['empty', ''],
  ]);
  const zip = await createZip(file, NOON);
  for (const [name, content] of files) await zip.add(name, Buffer.from(content));
  await zip.close();
  expect(await readZip(file)).toEqual(files);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).length).toBeLessThan(1000);
  await expect(createZip(file, NOON)).rejects.toThrow(/EEXIST/);
  removeFolder(folder);
});

it('takes more files than the old form can count', async () => {
  const folder = temporaryFolder('zip');
  const file = path.join(folder, 'many.zip');
  const zip = await createZip(file, NOON);
  for (let number = 0; number < 66_000; number++) await zip.add(`${number}`, Buffer.from('x'));
  await zip.close();
  const archive = await openPromise(file, { lazyEntries: true });
  expect(archive.entryCount).toBe(66_000);
  archive.close();
  removeFolder(folder);
});

async function readZip(file: string): Promise<Map<string, string>> {
  const archive = await openPromise(file, { lazyEntries: true, autoClose: false });
  const files = new Map<string, string>();
  for await (const entry of archive.eachEntry())
    files.set(entry.fileName, await text(await archive.openReadStreamPromise(entry)));
  archive.close();
  return files;
}
