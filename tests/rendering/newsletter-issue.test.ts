import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WafaError } from '../../src/lib/errors.ts';
import { LOCALES } from '../../src/lib/locale.ts';
import { listIssues, loadIssue, parseIssue } from '../../src/rendering/newsletter-issue.ts';
import { smallFolder, TEMPLATES } from './bakery.ts';

const HEAD = '---\nsubject: Warm bread\npreheader: And a tart\ndate: 2026-10-05\n---\n';

async function folderWith(names: string[]): Promise<string> {
  const folder = await smallFolder();
  await mkdir(join(folder, 'newsletter/issues'), { recursive: true });
  for (const name of names) {
    await writeFile(join(folder, 'newsletter/issues', name), HEAD.replace('bread', name));
  }
  return folder;
}

test('the issues Wafa comes with exist in three languages, the newest first', async () => {
  const issues = await listIssues(TEMPLATES);
  expect(issues.map(({ slug, date, locales }) => [slug, date, locales])).toEqual([
    ['long-nights', '2026-12-07', ['ar', 'en', 'fa']],
    ['autumn-ovens', '2026-10-05', ['ar', 'en', 'fa']],
  ]);
  for (const { slug } of issues) {
    for (const locale of LOCALES) {
      const issue = await loadIssue(TEMPLATES, slug, locale);
      expect(issue).toMatchObject({ slug, locale, subject: expect.stringMatching(/\S/) });
      expect(issue.html).toContain('<h2 style=');
    }
  }
});

describe('an issue', () => {
  test('is Markdown with a head', () => {
    const issue = parseIssue(`${HEAD}Hello **you**\n\n- rye\n`, 'autumn', 'en');
    expect(issue).toMatchObject({
      slug: 'autumn',
      locale: 'en',
      subject: 'Warm bread',
      preheader: 'And a tart',
      date: '2026-10-05',
    });
    expect(issue.html).toContain('Hello <strong>you</strong>');
    expect(issue.html).toContain('>rye</li>');
  });

  test('cannot carry anything that runs', () => {
    const { html } = parseIssue(
      `${HEAD}<script>x()</script>\n\n[a](javascript:x()) <b onclick=x()>b</b>`,
      'a',
      'en',
    );
    expect(html).not.toMatch(/script|onclick/);
  });

  test('is not a template', () => {
    expect(parseIssue(`${HEAD}{{customer.name}}`, 'a', 'en').html).toContain('{{customer.name}}');
  });

  test.each([
    ['no head', 'newsletter/issues/a.fa.md:1:1: an issue begins with'],
    ['---\ndate: 2026-10-05\n---\nx', 'subject: '],
    ['---\nsubject: x\ndate: soon\n---\nx', 'newsletter/issues/a.fa.md:3:7: date: '],
    ['---\nsubject: x\ndate: 2026-10-05\nauthor: me\n---\nx', 'newsletter/issues/a.fa.md:'],
    ['---\nsubject: [x\ndate: 2026-10-05\n---\nx', 'newsletter/issues/a.fa.md:'],
  ])('is refused with its place: %j', (source, message) => {
    expect(() => parseIssue(source, 'a', 'fa')).toThrow(message);
    expect(() => parseIssue(source, 'a', 'fa')).toThrow(WafaError);
  });

  test('has a limit', () => {
    expect(() => parseIssue(HEAD + 'x'.repeat(80_001), 'a', 'en')).toThrow(
      'an issue may have 80000 characters',
    );
  });
});

describe('loading', () => {
  test('falls back to the business’s language, then English, and tells', async () => {
    const folder = await folderWith(['spring.fa.md', 'spring.en.md', 'notes.txt', 'Spring.ar.md']);
    expect((await loadIssue(folder, 'spring', 'fa')).locale).toBe('fa');
    expect((await loadIssue(folder, 'spring', 'ar', 'fa')).locale).toBe('fa');
    expect((await loadIssue(folder, 'spring', 'ar')).locale).toBe('en');
    expect(await listIssues(folder)).toHaveLength(1);
  });

  test('an unknown issue names its neighbour', async () => {
    const folder = await folderWith(['spring.en.md']);
    await expect(loadIssue(folder, 'sprign', 'en')).rejects.toMatchObject({ hint: 'did you mean "spring"?' });
  });

  test.each(['../thank-you/template', 'a/b', 'A', '', '.', 'a..b'])('%j is no name', async (slug) => {
    await expect(loadIssue(TEMPLATES, slug, 'en')).rejects.toThrow('is not the name of an issue');
  });

  test('a folder without issues has none', async () => {
    expect(await listIssues(await smallFolder())).toEqual([]);
  });
});
