import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBlobStore } from '../../../src/messages/log/blob-store.ts';
import { loadRaw, prepareRaw } from '../../../src/messages/log/store-raw.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Bytes that no compression shrinks, always the same. */
const noise = (length: number) => createHash('shake256', { outputLength: length }).update('oven').digest();

const asRow = (raw: Awaited<ReturnType<typeof prepareRaw>>) => ({ ...raw, content_hash: raw.contentHash });

describe('prepareRaw and loadRaw', () => {
  it.each([
    ['a short mail', Buffer.from('Subject: hi\r\n\r\nhi'), 'identity', false],
    ['an empty mail', Buffer.alloc(0), 'identity', false],
    ['a wordy mail', Buffer.from('Ten loaves, please. '.repeat(500)), 'zstd', false],
    ['a large wordy mail', Buffer.from('Ten loaves, please. '.repeat(50_000)), 'zstd', false],
    ['a large picture', noise(600_000), 'identity', true],
    ['a large picture in base64', Buffer.from(noise(600_000).toString('base64')), 'identity', true],
    ['a small picture in base64', Buffer.from(noise(60_000).toString('base64')), 'zstd', false],
    [
      'a long list in base64',
      Buffer.from(Buffer.alloc(600_000, 'bread, ').toString('base64')),
      'zstd',
      false,
    ],
  ])('give %s back as it came', async (_name, source, encoding, inFile) => {
    const blobs = openBlobStore(folder);
    const raw = await prepareRaw(source, blobs);
    expect(raw).toMatchObject({ size: source.length, encoding });
    expect(raw.file !== null).toBe(inFile);
    expect(raw.bytes === null).toBe(inFile);
    expect((await loadRaw(asRow(raw), blobs)).equals(source)).toBe(true);
  });

  it('keeps a file once, below the first two digits of its hash, and leaves no drafts', async () => {
    const blobs = openBlobStore(folder);
    const source = noise(400_000);
    const [first, second] = await Promise.all([prepareRaw(source, blobs), prepareRaw(source, blobs)]);
    expect(first?.file).toBe(second?.file);
    const hash = first?.contentHash ?? '';
    expect(await readdir(path.join(folder, 'blobs', hash.slice(0, 2)))).toEqual([`${hash}.eml`]);
  });

  it('reads nothing outside its folder', async () => {
    await writeFile(path.join(folder, 'secret'), 'x');
    expect(() => openBlobStore(folder).get('blobs/../secret')).toThrow('no blob');
  });
});
