import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailHtml } from '../../src/rendering/mail-html.ts';

test.each([
  ['<script>alert(1)</script>x', 'x'],
  ['<p onmouseover="x()">a</p>', '<p style="margin:0 0 18px;">a</p>'],
  ['<p style="position:fixed" class="evil">a</p>', '<p style="margin:0 0 18px;">a</p>'],
  ['<a href="javascript:x()">a</a>', '<a style="color:inherit;text-decoration:underline;">a</a>'],
  ['<a href="//evil.example">a</a>', '<a style="color:inherit;text-decoration:underline;">a</a>'],
  ['<a href="shop/bread">a</a>', '<a style="color:inherit;text-decoration:underline;">a</a>'],
  ['<iframe src="https://evil.example"></iframe>', ''],
  ['<form action="/x"><input name="y">z</form>', 'z'],
])('%s', (html, expected) => {
  expect(mailHtml(html, 'en')).toBe(expected);
});

test('images come over https only', () => {
  expect(mailHtml('<img src="data:image/png;base64,AA" alt="x" />', 'en')).not.toContain('data:');
  expect(mailHtml('<img src="https://bakery.example/loaf.jpg" alt="x" />', 'en')).toContain(
    'src="https://bakery.example/loaf.jpg"',
  );
});

test('an image from nowhere is none', () => {
  expect(mailHtml('<img src=url(-->', 'en')).not.toContain('src');
  expect(mailHtml('<img src="loaf.jpg" alt="x" />', 'en')).not.toContain('loaf');
});

test('lists and quotes stand on the side the language begins', () => {
  expect(mailHtml('<ul><li>x</li></ul>', 'fa')).toContain('padding-right:24px');
  expect(mailHtml('<ul><li>x</li></ul>', 'en')).toContain('padding-left:24px');
  expect(mailHtml('<ol><li>x</li></ol>', 'ar')).toContain('list-style-type:arabic-indic');
  expect(mailHtml('<blockquote>x</blockquote>', 'fa')).toContain('border-right:3px');
});

test('cleaning twice changes nothing', () => {
  const html = '<h2>New</h2><ul><li><a href="https://bakery.example/?a=1&b=2">x</a></li></ul>';
  expect(mailHtml(mailHtml(html, 'fa'), 'fa')).toBe(mailHtml(html, 'fa'));
});

test('no handler, script or foreign style gets through, however it is put together', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '/',
    '=',
    ' ',
    '&lt;',
    '<p ',
    '<a ',
    'href',
    'javascript:',
    'onclick',
    'alert(1)',
    '<svg',
    '<script',
    '</script',
    '<img src',
    'style',
    'url(',
    '<!--',
    '-->',
    '<math',
    '\u0000',
    '&#106;',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      const clean = mailHtml(parts.join(''), 'en');
      for (const tag of clean.match(/<[^>]*>/g) ?? []) {
        expect(tag).not.toMatch(/<(?:script|svg|math|!--)|\son\w+=|href="javascript|url\(/i);
      }
    }),
    { numRuns: 500 },
  );
});
