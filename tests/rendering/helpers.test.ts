import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../src/rendering/compile-template.ts';
import { HELPER_RULES, helpers, type RenderContext } from '../../src/rendering/helpers.ts';

function write(source: string, data: Record<string, unknown>, context: Partial<RenderContext> = {}): string {
  const full = { kind: 'text', locale: 'en', calendar: 'gregorian', timeZone: 'UTC', ...context } as const;
  return compileTemplate(source, full.kind)(data, full);
}

test('every helper has its rule, and every rule its helper', () => {
  expect(Object.keys(helpers)).toEqual(Object.keys(HELPER_RULES));
});

describe('formatDate', () => {
  test.each([
    ['en', 'gregorian', '21 March 2026'],
    ['ar', 'gregorian', '٢١ مارس ٢٠٢٦'],
    ['ar', 'islamic', '٢ شوال ١٤٤٧ هـ'],
    ['fa', 'persian', '۱ فروردین ۱۴۰۵'],
    ['fa', 'gregorian', '۲۱ مارس ۲۰۲۶'],
  ] as const)('in %s, %s', (locale, calendar, expected) => {
    expect(write('{{formatDate d}}', { d: '2026-03-21' }, { locale, calendar })).toBe(expected);
  });

  test('30 Esfand of a leap year', () => {
    const context = { locale: 'fa', calendar: 'persian' } as const;
    expect(write('{{formatDate d}}', { d: '2025-03-20' }, context)).toBe('۳۰ اسفند ۱۴۰۳');
  });

  test('a day is the same day in every zone, a moment is not', () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      expect(write('{{formatDate d}}', { d: '2026-01-01' }, { timeZone })).toBe('1 January 2026');
    }
    const d = new Date('2026-01-01T11:00:00Z');
    expect(write('{{formatDate d}}', { d }, { timeZone: 'Pacific/Kiritimati' })).toBe('2 January 2026');
  });

  test('short leaves the year out, calendar overrules, nothing gives nothing', () => {
    expect(write('{{formatDate d style="short"}}', { d: '2026-03-21' })).toBe('21 March');
    expect(write('{{formatDate d calendar="persian"}}', { d: '2026-03-21' })).toContain('Farvardin');
    expect(write('{{formatDate d}}', { d: null })).toBe('');
  });
  test.each([
    ['en', 'Thursday 3 December', '18:30'],
    ['ar', 'الخميس، ٣ ديسمبر', '٦:٣٠\u00a0م'],
    ['fa', 'پنجشنبه ۱۲ آذر', '۱۸:۳۰'],
  ] as const)('in %s a meeting has a day of the week and an hour', (locale, weekday, time) => {
    const context = { locale, calendar: locale === 'fa' ? 'persian' : 'gregorian' } as const;
    const d = new Date('2026-12-03T18:30:00Z');
    expect(write('{{formatDate d style="weekday"}}', { d }, context)).toBe(weekday);
    expect(write('{{formatDate d style="time"}}', { d }, context)).toBe(time);
    // A day without an hour gives none.
    expect(write('{{formatDate d style="time"}}', { d: '2026-12-03' }, context)).toBe('');
  });
});

test('share is how far a bar is filled', () => {
  const filled = (part: unknown, rest: unknown) => write('{{share part rest}}', { part, rest });
  expect(filled(30, 10)).toBe('75');
  expect(filled(0, 0)).toBe('0');
  expect(filled(5, -2)).toBe('100');
  expect(filled(-5, 10)).toBe('0');
  expect(filled(1, null)).toBe('0');
});

describe('plural', () => {
  const forms = 'zero {لا أصناف} one {صنف} two {صنفان} few {# أصناف} many {# صنفًا} other {# صنف}';
  test.each([
    [0, 'لا أصناف'],
    [1, 'صنف'],
    [2, 'صنفان'],
    [3, '٣ أصناف'],
    [11, '١١ صنفًا'],
    [100, '١٠٠ صنف'],
  ])('Arabic has six: %d', (n, expected) => {
    expect(write(`{{plural n "${forms}"}}`, { n }, { locale: 'ar' })).toBe(expected);
  });

  test('Persian and English count in their digits', () => {
    const source = '{{plural n "one {# x} other {# xs}"}}';
    expect(write(source, { n: 1200 })).toBe('1,200 xs');
    expect(write(source, { n: 12 }, { locale: 'fa' })).toBe('۱۲ xs');
  });
});

describe('text in the right place', () => {
  test('ltr isolates in right-to-left HTML and text, and escapes', () => {
    expect(write('{{ltr x}}', { x: '<#1>' }, { locale: 'fa', kind: 'html' })).toBe(
      '<span dir="ltr">&lt;#1&gt;</span>',
    );
    expect(write('{{ltr x}}', { x: '#1' }, { locale: 'ar' })).toBe('\u200e#1\u200e');
    expect(write('{{ltr x}}', { x: '<#1>' }, { kind: 'html' })).toBe('&lt;#1&gt;');
    expect(write('{{ltr x}}', { x: null }, { locale: 'fa' })).toBe('');
  });

  test('lines keeps line breaks and escapes', () => {
    expect(write('{{lines x}}', { x: 'a\n<b>' }, { kind: 'html' })).toBe('a<br />&lt;b&gt;');
    expect(write('{{lines x}}', { x: 'a\n<b>' })).toBe('a\n<b>');
  });

  test('formatNumber writes numbers in the reader’s digits and leaves text alone', () => {
    expect(write('{{formatNumber x}}', { x: 1234.5 }, { locale: 'fa' })).toBe('۱٬۲۳۴٫۵');
    expect(write('{{formatNumber x}}', { x: '2h 10m' }, { locale: 'fa' })).toBe('2h 10m');
  });

  test('formatMoney without amount or currency is silent', () => {
    expect(write('{{formatMoney a c}}', { a: 4850, c: 'EUR' })).toBe('€48.50');
    expect(write('{{formatMoney a c}}', { a: null, c: 'EUR' })).toBe('');
    expect(write('{{formatMoney a c}}', { a: 1, c: '' })).toBe('');
  });
});

test('ready HTML becomes text, its lists counted in the reader’s digits', () => {
  const html = '<p>سلام</p><ol><li>یک</li><li>سال 2026. تمام</li></ol>';
  expect(write('{{htmlAsText html}}', { html }, { locale: 'fa' })).toBe(
    'سلام\n\n ۱. یک\n ۲. سال 2026. تمام\n',
  );
});

test('nothing but our helpers can be called', () => {
  expect(() => write('{{lookup x "y"}}', { x: { y: 1 } })).toThrow(TypeError);
  expect(() => write('{{log x}}', { x: 1 })).toThrow(TypeError);
  expect(Handlebars.helpers['formatDate']).toBeUndefined();
});
