import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGallery } from '../../src/operations/template-gallery.ts';
import { previewTemplate } from '../../src/operations/templates.ts';
import { COMPILED_MAILS, TEMPLATES } from '../rendering/bakery.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wafa-gallery-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Width and height of a PNG (W3C PNG, 11.2.1: IHDR). */
async function sizeOf(file: string): Promise<[number, number]> {
  const bytes = await readFile(file);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('pictures of mails, drawn by Chromium', () => {
  it('are as wide as asked and as high as the mail, in light and dark', async () => {
    const out = join(folder, 'gallery');
    const gallery = await makeGallery({
      folder: TEMPLATES,
      ...COMPILED_MAILS,
      out,
      names: ['thank-you'],
      pictures: true,
    });
    expect(gallery).toMatchObject({ mails: 3, pictures: 12 });
    const [wide, wideHeight] = await sizeOf(join(out, 'thank-you.fa.wide.png'));
    const [narrow, narrowHeight] = await sizeOf(join(out, 'thank-you.fa.narrow.png'));
    expect([wide, narrow]).toEqual([700, 360]);
    // The same words need more lines on a phone; a mail is longer than the window.
    expect(narrowHeight).toBeGreaterThanOrEqual(wideHeight);
    const light = await readFile(join(out, 'thank-you.en.wide.png'));
    const dark = await readFile(join(out, 'thank-you.en.dark.png'));
    expect(light.equals(dark)).toBe(false);
    expect(await readFile(gallery.page, 'utf8')).toContain('src="thank-you.ar.narrow-dark.png"');
  });

  it('are written one by one as well', async () => {
    const out = join(folder, 'thanks.png');
    await previewTemplate({
      folder: TEMPLATES,
      ...COMPILED_MAILS,
      name: 'thank-you',
      locale: 'ar',
      out,
      narrow: true,
    });
    expect((await sizeOf(out))[0]).toBe(360);
  });
});
