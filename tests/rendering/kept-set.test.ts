import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { sha256Hex } from '../../src/lib/ids.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { loadTemplates, readTemplates, type TemplateSet } from '../../src/rendering/load-templates.ts';
import { renderMail } from '../../src/rendering/render-mail.ts';
import { COMPILED_MAILS, section, smallFolder, TEMPLATES } from './bakery.ts';

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = join(await mkdtemp(join(tmpdir(), 'wafa-kept-')), 'made/when/needed');
});

async function sets(): Promise<string[]> {
  return (await readdir(cacheFolder)).filter((name) => name.startsWith('set-'));
}

function written(templates: TemplateSet): string[] {
  return [...templates.values()].flatMap((template) =>
    [...template.locales.keys()].map((locale) =>
      JSON.stringify(renderMail(templates, exampleRequest(template, locale))),
    ),
  );
}

test('what was kept writes the same mails, of the whole library', async () => {
  const fresh = await loadTemplates(TEMPLATES);
  await loadTemplates(TEMPLATES, COMPILED_MAILS);
  const kept = await loadTemplates(TEMPLATES, COMPILED_MAILS);
  expect(written(kept)).toEqual(written(fresh));
  for (const [name, template] of fresh) {
    const { locales: _, ...rest } = template;
    expect(kept.get(name)).toMatchObject(rest);
  }
});

test('what is kept is used without another look, until a file changes', async () => {
  const folder = await smallFolder();
  await loadTemplates(folder, { cacheFolder });
  const [name = ''] = await sets();
  // As if the last load had found another subject.
  const json = (await readFile(join(cacheFolder, name), 'utf8')).split('\n').slice(1).join('\n');
  const other = json.replace('Hello {{customer.firstName}}', 'Kept');
  await writeFile(join(cacheFolder, name), `${sha256Hex(other)}\n${other}`);
  const { templates } = await readTemplates(folder, { cacheFolder });
  expect(templates.get('greeting')?.locales.get('en')?.sources.subject).toBe('Kept');

  await writeFile(join(folder, 'greeting/en/subject.hbs'), 'Good morning');
  const edited = await loadTemplates(folder, { cacheFolder });
  expect(edited.get('greeting')?.locales.get('en')?.sources.subject).toBe('Good morning');
  expect(await sets()).toHaveLength(2);
});

test.each([
  ['layout/words.yaml', 'regards:\n  en: x\n  ar: x\n  fa: x\n'],
  ['layout/variables.yaml', 'customer.email:\n  type: text\n  example: k@w.example\n'],
  ['partials/greeting.hbs', '{{nobody}}'],
  ['greeting/template.yaml', 'description: A greeting.\n'],
  ['greeting/fa/body.mjml', section('<mj-text>{{nobody}}</mj-text>')],
])('a mistake made afterwards in %s is found', async (path, text) => {
  const folder = await smallFolder({ 'greeting/en/body.mjml': section('<mj-text>{{> greeting}}</mj-text>') });
  await loadTemplates(folder, { cacheFolder });
  await writeFile(join(folder, path), text);
  await expect(loadTemplates(folder, { cacheFolder })).rejects.toThrow('have errors');
});

test('what has a problem is not kept, not even a language that is missing', async () => {
  const folder = await smallFolder({
    'greeting/ar/body.mjml': undefined,
    'greeting/ar/subject.hbs': undefined,
  });
  await loadTemplates(folder, { cacheFolder });
  expect(await sets()).toEqual([]);
  const { problems } = await readTemplates(folder, { cacheFolder });
  expect(problems).toHaveLength(1);
});

test('a damaged file is as good as none', async () => {
  const folder = await smallFolder();
  await loadTemplates(folder, { cacheFolder });
  const [name = ''] = await sets();
  const content = await readFile(join(cacheFolder, name), 'utf8');
  await writeFile(join(cacheFolder, name), content.replace('Hello {{customer.firstName}}', 'Spoiled'));
  const templates = await loadTemplates(folder, { cacheFolder });
  expect(templates.get('greeting')?.locales.get('en')?.sources.subject).toBe('Hello {{customer.firstName}}');
});

test('a folder that cannot be written is as good as none', async () => {
  const templates = await loadTemplates(await smallFolder(), { cacheFolder: '/dev/null/cache' });
  expect([...templates.keys()]).toEqual(['greeting']);
});

test('only the last few are kept', async () => {
  const folder = await smallFolder();
  for (let edit = 1; edit <= 6; edit++) {
    await writeFile(join(folder, 'greeting/en/subject.hbs'), `Greeting ${edit}`);
    await loadTemplates(folder, { cacheFolder });
    for (const name of await sets()) {
      const content = await readFile(join(cacheFolder, name), 'utf8');
      const number = Number(/Greeting (\d)/.exec(content)?.[1]);
      await utimes(join(cacheFolder, name), number, number);
    }
  }
  const kept = await Promise.all((await sets()).map((name) => readFile(join(cacheFolder, name), 'utf8')));
  expect(new Set(kept.map((content) => /Greeting \d/.exec(content)?.[0]))).toEqual(
    new Set(['Greeting 3', 'Greeting 4', 'Greeting 5', 'Greeting 6']),
  );
  await rm(cacheFolder, { recursive: true });
});
