import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeGallery } from '../../src/operations/template-gallery.ts';
import { checkTemplatesCommand, previewTemplate } from '../../src/operations/templates.ts';
import { asSeen } from '../../src/rendering/preview/as-seen.ts';
import { BAKERY, COMPILED_MAILS, section, smallFolder, TEMPLATES } from '../rendering/bakery.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wafa-preview-'));
});

describe('templates check', () => {
  test('says that all is well', async () => {
    const check = await checkTemplatesCommand(TEMPLATES, COMPILED_MAILS);
    expect(check).toMatchObject({ ok: true, problems: [] });
    expect(check.lines.at(-1)).toContain('in order');
  });

  test('tells errors from warnings', async () => {
    const body = section('<mj-image src="https://b.example/x.png" width="9px" />');
    const warned = await checkTemplatesCommand(await smallFolder({ 'greeting/en/body.mjml': body }));
    expect(warned).toMatchObject({
      ok: true,
      lines: [expect.stringMatching(/^warning: /), '0 errors, 1 warnings'],
    });
    const broken = await checkTemplatesCommand(await smallFolder({ 'greeting/en/subject.hbs': '{{x}}' }));
    expect(broken).toMatchObject({ ok: false });
    expect(broken.lines).toContain('error: greeting/en/subject.hbs:1:3: unknown variable x');
  });
});

describe('templates preview', () => {
  test('writes a page that stands on its own', async () => {
    const out = join(folder, 'made/on/the/way/preview.html');
    const preview = await previewTemplate({
      folder: TEMPLATES,
      ...COMPILED_MAILS,
      name: 'thank-you',
      locale: 'fa',
      out,
    });
    const page = await readFile(out, 'utf8');
    expect(preview).toMatchObject({ out, locale: 'fa', subject: 'مریم گرامی، از خرید شما سپاسگزاریم' });
    expect(page).toContain('<h1 dir="rtl">مریم گرامی');
    expect(page).toContain('<iframe title="HTML" sandbox srcdoc="&lt;!doctype html&gt;');
    expect(page).not.toContain('<script');
  });

  test('shows it to the person who is named', async () => {
    const out = join(folder, 'karim.html');
    const request = { folder: TEMPLATES, ...COMPILED_MAILS, name: 'thank-you', locale: 'en', out } as const;
    const named = await previewTemplate({
      ...request,
      to: { name: 'Karim Haddad', firstName: 'Karim', email: 'karim@workshop.example' },
      brand: { ...BAKERY, name: 'Karim & <Sons>' },
    });
    expect(named.subject).toBe('Thank you for your order, Karim');
    expect(await readFile(out, 'utf8')).toContain(
      '<bdi>Karim &amp; &lt;Sons&gt;</bdi> → <bdi>karim@workshop.example</bdi>',
    );
    const unnamed = await previewTemplate({ ...request, to: 'karim@Workshop.example' });
    expect(unnamed.subject).toBe('Thank you for your order');
    await expect(previewTemplate({ ...request, to: 'karim' })).rejects.toThrow(
      '"karim" is not an e-mail address',
    );
  });

  test('shows a newsletter with its issue', async () => {
    const out = join(folder, 'issue.html');
    const request = { folder: TEMPLATES, ...COMPILED_MAILS, name: 'newsletter', locale: 'ar', out } as const;
    expect((await previewTemplate({ ...request, issue: 'long-nights' })).html).toContain('رغيف الشتاء');
    await expect(previewTemplate({ ...request, issue: 'long-night' })).rejects.toThrow('no newsletter issue');
  });

  test('an unknown mail names its neighbour', async () => {
    const request = {
      folder: TEMPLATES,
      ...COMPILED_MAILS,
      name: 'thankyou',
      locale: 'en',
      out: join(folder, 'x.html'),
    } as const;
    await expect(previewTemplate(request)).rejects.toMatchObject({ hint: 'did you mean "thank-you"?' });
  });
});

describe('templates gallery', () => {
  test('writes every mail in every language, and a page of all', async () => {
    const out = join(folder, 'gallery');
    const names = ['thank-you', 'birthday'];
    const gallery = await makeGallery({ folder: TEMPLATES, ...COMPILED_MAILS, out, names, pictures: false });
    expect(gallery).toEqual({ page: join(out, 'index.html'), mails: 6, pictures: 0 });
    expect((await readdir(out)).toSorted()).toEqual(
      [
        'index.html',
        ...names.flatMap((name) =>
          ['en', 'ar', 'fa'].flatMap((locale) => [`${name}.${locale}.html`, `${name}.${locale}.txt`]),
        ),
      ].toSorted(),
    );
    const page = await readFile(gallery.page, 'utf8');
    expect(page).toContain('<h3 dir="rtl" lang="fa">');
    expect(page).toContain('src="birthday.ar.html"');
  });
});

test('dark and light are as the reader set them', () => {
  const html = '<style>@media (prefers-color-scheme: dark) { a { color: red } }</style>';
  expect(asSeen(html, true)).toContain('@media (min-width: 0)');
  expect(asSeen(html, false)).toContain('@media (max-width: 0)');
});
