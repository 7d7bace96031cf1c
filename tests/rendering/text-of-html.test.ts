import { expect, test } from 'vitest';
import { textOfHtml, textTemplateOf, tidyText } from '../../src/rendering/text-of-html.ts';

test('layout tables are lines, data tables are columns', () => {
  const layout = '<table><tr><td>Bread</td><td>2</td></tr><tr><td>Buns</td><td>12</td></tr></table>';
  expect(textOfHtml(layout)).toBe('Bread 2\nBuns 12\n');
  expect(textOfHtml(layout.replace('<table>', '<table class="data">'))).toBe('Bread   2\nBuns    12\n');
});

test('links show where they lead, once', () => {
  expect(textOfHtml('<a href="https://b.example/x">Visit</a>')).toBe('Visit <https://b.example/x>\n');
  expect(textOfHtml('<a href="https://b.example">https://b.example</a>')).toBe('https://b.example\n');
});

test('images, hidden previews and headings in capitals have no place in text', () => {
  const html =
    '<div style="display:none;font-size:1px">peek</div><h2>New</h2><img src="x" alt="logo"><p>Hi</p>';
  expect(textTemplateOf(html)).toBe('New\n\nHi\n');
});

test('expressions come through untouched, with their strings', () => {
  const html = '<p>{{#if a}}<b>{{plural n "one {# x} other {# xs}"}}</b>{{/if}} &amp; {{{issue.html}}}</p>';
  expect(textTemplateOf(html)).toBe(
    '{{#if a}}{{plural n "one {# x} other {# xs}"}}{{/if}} & {{htmlAsText issue.html}}\n',
  );
});

test('a link whose text is its own address is written once', () => {
  expect(textTemplateOf('<a href="{{b.website}}">{{ltr b.website}}</a>')).toBe('{{b.website}}\n');
});

test('tidy text has one empty line at a time and none at the ends', () => {
  expect(tidyText('\n\na  \n \n\n\nb\n\n')).toBe('a\n\nb\n');
});
