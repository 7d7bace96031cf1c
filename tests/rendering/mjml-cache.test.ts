import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { loadTemplates } from '../../src/rendering/load-templates.ts';
import { compiledOnce, MJML_VERSION, type MjmlResult } from '../../src/rendering/mjml-cache.ts';

import { COMPILED_MAILS, TEMPLATES } from './bakery.ts';

let folder: string;
let calls: number;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'wafa-mjml-')), 'made/when/needed');
  calls = 0;
});

/** Content that no other test compiled, for the memory outlives a test. */
const fresh = () => `<mjml>${Math.random()}</mjml>`;

async function compile(mjml: string): Promise<MjmlResult> {
  calls++;
  return { html: `html of ${mjml}`, errors: [] };
}

test('one content is compiled once', async () => {
  const mjml = fresh();
  const first = await compiledOnce(mjml, compile);
  expect(await compiledOnce(mjml, compile)).toEqual(first);
  expect(calls).toBe(1);
});

test('the disk remembers for the next start', async () => {
  const mjml = fresh();
  await compiledOnce(mjml, compile, folder);
  const [name = ''] = await readdir(folder);
  expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toEqual({ html: `html of ${mjml}` });
  expect(await readdir(folder)).toHaveLength(1);
});

test('a file of another process is used, and a damaged one is not', async () => {
  const [known, damaged] = [fresh(), fresh()];
  await compiledOnce(known, compile, folder);
  const [name = ''] = await readdir(folder);
  await writeFile(join(folder, name), '{"html":"from disk"}');
  expect((await (await restart())(known, compile, folder)).html).toBe('from disk');
  await compiledOnce(damaged, compile, folder);
  for (const file of await readdir(folder)) await writeFile(join(folder, file), '{"html":1');
  expect((await (await restart())(damaged, compile, folder)).html).toBe(`html of ${damaged}`);
});

/** The module with an empty memory, as a new process has it. */
async function restart(): Promise<typeof compiledOnce> {
  vi.resetModules();
  return (await import('../../src/rendering/mjml-cache.ts')).compiledOnce;
}

test('the templates Wafa comes with are all kept', async () => {
  const templates = await loadTemplates(TEMPLATES, COMPILED_MAILS);
  await loadTemplates(TEMPLATES, { cacheFolder: folder });
  const bodies = [...templates.values()].flatMap(({ locales }) => [...locales.keys()]);
  const compiled = (await readdir(folder)).filter((name) => !name.startsWith('set-'));
  expect(compiled).toHaveLength(bodies.length);
});

test('what MJML complained about is not written down', async () => {
  const errors = [{ line: 1, message: 'no', tagName: 'mj-x' }];
  await compiledOnce(fresh(), () => Promise.resolve({ html: '', errors }), folder);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

test('a folder that cannot be written is as good as none', async () => {
  expect((await compiledOnce(fresh(), compile, '/dev/null/cache')).html).toContain('html of');
});

test('the version in the key is the one that is installed', async () => {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  expect(dependencies['mjml']).toBe(MJML_VERSION);
});
