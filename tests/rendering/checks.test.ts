import { describe, expect, test } from 'vitest';
import type { Locale } from '../../src/lib/locale.ts';
import { checkClientSupport } from '../../src/rendering/checks/client-support.ts';
import { faintTexts } from '../../src/rendering/checks/contrast.ts';
import { checkMarkup, webAddresses } from '../../src/rendering/checks/markup.ts';
import { checkRightToLeft } from '../../src/rendering/checks/right-to-left.ts';
import { visibleText } from '../../src/rendering/checks/source-text.ts';
import { checkTone, subjectFaults } from '../../src/rendering/checks/tone.ts';
import type { TemplateProblem } from '../../src/rendering/template-problem.ts';

const mjml = (text: string) => ({ path: 'greeting/en/body.mjml', text });
const told = (problems: readonly TemplateProblem[]) =>
  problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
const inLanguage = (locale: Locale, text: string) => ({ locale, file: mjml(text) });
const tone = (locale: Locale, text: string) => told(checkTone(inLanguage(locale, text)));
const slips = (locale: Locale, text: string) => told(checkRightToLeft(inLanguage(locale, text)));

test('what readers see keeps its place', () => {
  const text = '<mj-text title="a > b">Hello {{customer.name}},\n[[regards]] <b>you</b></mj-text>';
  const seen = visibleText(mjml(text));
  expect(seen).toHaveLength(text.length);
  expect(seen.replaceAll('\ufffc', '')).toBe('Hello ,\n you');
  expect(seen.indexOf('you')).toBe(text.indexOf('you'));
});

describe('markup', () => {
  test('images need words and a width', () => {
    expect(told(checkMarkup(mjml('<mj-image src="https://b.example/a.png" />')))).toEqual([
      '1:1 an image needs alt="...", empty if it only decorates',
      '1:1 an image needs width="..."',
    ]);
  });

  test('a link is a whole address that a reader can open', () => {
    const links = (href: string) => told(checkMarkup(mjml(`<a href="${href}">x</a>`)));
    expect(links('https://b.example')).toEqual([]);
    expect(links('mailto:maryam@b.example')).toEqual([]);
    expect(links('{{business.website}}')).toEqual([]);
    expect(links('www.b.example')).toEqual([
      '1:4 www.b.example is no whole address; begin it with https://, mailto: or tel:',
    ]);
    expect(links('javascript:alert(1)')).toEqual(['1:4 mail programs do not follow javascript:alert(1)']);
    expect(links('http://192.168.1.4/x')).toEqual(['1:4 no reader can open http://192.168.1.4/x']);
  });

  test('addresses that are written out can be tried', () => {
    const text = '<a href="https://b.example/a">x</a><a href="https://b.example/{{x.y}}">y</a>';
    expect(webAddresses(mjml(text))).toEqual([{ url: 'https://b.example/a', offset: 3 }]);
  });
});

describe('mail programs', () => {
  test('what widely used ones do not show is found', () => {
    const support = (text: string) => told(checkClientSupport(mjml(text)));
    expect(support('<div style="display:flex">x</div>')[0]).toContain('Outlook for Windows');
    expect(support('<mj-raw>\n<video src="https://b.example/a.mp4"></video></mj-raw>')[0]).toMatch(/^2:1 /);
    expect(support('<mj-image src="https://b.example/a.webp" alt="" width="20px" />')).toHaveLength(1);
    // What MJML makes tables of, and buttons of its own, work everywhere.
    expect(support('<mj-button href="https://b.example">x</mj-button>')).toEqual([]);
    expect(support('<div style="background-position: 0 0; padding: 4px">x</div>')).toEqual([]);
  });
});

describe('contrast', () => {
  const faint = (html: string) => faintTexts(html).map(({ text, ratio }) => [text, Number(ratio.toFixed(1))]);

  test('is counted against what lies behind the text', () => {
    expect(faint('<div style="color:#777777">grey on white</div>')).toEqual([['grey on white', 4.5]]);
    expect(faint('<td bgcolor="#000"><p style="color:#777">grey on black</p></td>')).toEqual([]);
    expect(faint('<td bgcolor="#000"><p style="color:#666">darker</p></td>')).toEqual([['darker', 3.7]]);
    expect(faint('<td style="background:#9c4f2e"><a style="color:#fff">white</a></td>')).toEqual([]);
    expect(faint('<td style="background:#ffd">a<b style="color:#ffc">faint</b>c</td>')).toEqual([
      ['faint', 1],
    ]);
  });

  test('may be less in large letters, and is nothing where nobody reads', () => {
    expect(faint('<h1 style="color:#888888;font-size:26px">Title</h1>')).toEqual([]);
    expect(faint('<div style="display:none;color:#fff">Preview</div><style>p{}</style>')).toEqual([]);
  });
});

describe('right to left', () => {
  test('Latin marks and digits, foreign letters, and sides that do not turn', () => {
    expect(slips('fa', 'سلام, خوبید?')).toEqual([
      '1:5 write the Arabic comma ، here',
      '1:12 write the Arabic question mark ؟ here',
    ]);
    expect(slips('fa', 'ساعت 10')).toEqual(['1:6 write these digits in the script of the language']);
    expect(slips('fa', 'كتاب می خوانم')).toEqual([
      '1:1 this is the Arabic letter; Persian has ی and ک of its own',
      '1:6 join می to its verb with a half-space (U+200C)',
    ]);
    expect(slips('ar', 'کتاب ۱۲')).toEqual([
      '1:1 this is the Persian letter; Arabic has ي and ك of its own',
      '1:6 these are Persian digits; Arabic writes ٠١٢٣٤٥٦٧٨٩',
    ]);
    expect(slips('ar', '<mj-text align="left">نعم</mj-text>')).toEqual([
      '1:10 align="left" does not turn with the language; write [[start]] or [[end]]',
    ]);
  });

  test('good text has none, nor has English', () => {
    expect(
      slips('fa', '<mj-text padding="0 10px">سفارش {{purchase.orderId}}، می‌رسد؟ نان‌ها</mj-text>'),
    ).toEqual([]);
    expect(slips('ar', 'نشكركم، {{customer.firstName}}؛ هل وصلت؟')).toEqual([]);
    expect(slips('en', 'Hello, are you there?')).toEqual([]);
  });
});

describe('tone', () => {
  test('words that are taken amiss, in three languages', () => {
    expect(tone('en', 'You failed to pay.\nPay immediately!')).toEqual([
      '1:1 "You failed" blames the reader; say what happened and what helps',
      '2:5 "immediately" presses the reader; say what there is, and until when',
    ]);
    expect(tone('ar', 'سارِعوا بالشراء')).toHaveLength(1);
    expect(tone('ar', 'وسارعوا')).toHaveLength(1);
    expect(tone('fa', 'همین‌حالا بخرید')).toHaveLength(1);
    expect(tone('fa', 'همین حالا بخرید')).toHaveLength(1);
    expect(tone('en', 'This will never happen again.')[0]).toContain('nobody can keep');
  });

  test('shouting, and nothing that only looks like it', () => {
    expect(tone('en', 'HURRAY for bread!!')).toEqual([
      '1:1 HURRAY is shouted; write it in small letters',
      '1:17 !! is shouted; one mark is enough',
    ]);
    expect(tone('en', 'IBAN and VAT for ACME GmbH, in EUR')).toEqual([]);
    expect(tone('en', '{{#if (is order.state "SHIPPED")}}On its way!{{/if}}')).toEqual([]);
  });

  test('what is inside of a word is not the word', () => {
    expect(tone('en', 'The immediateness of whateverness')).toEqual([]);
    expect(tone('fa', 'فوراً')).toHaveLength(1);
  });

  test('subjects that are cut off, pretend or shout', () => {
    expect(subjectFaults('Your order is on its way')).toEqual([]);
    expect(subjectFaults('Re: your order')[0]).toContain('deceit');
    expect(subjectFaults('Bread! Cake!')[0]).toContain('shouted');
    expect(subjectFaults('x'.repeat(80))[0]).toContain('80 characters');
  });
});
