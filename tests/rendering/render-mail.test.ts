import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { WafaError } from '../../src/lib/errors.ts';
import { LOCALES } from '../../src/lib/locale.ts';
import { compileTemplate } from '../../src/rendering/compile-template.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { loadTemplates, type Template, type TemplateSet } from '../../src/rendering/load-templates.ts';
import { type RenderedMail, type RenderRequest, renderMail } from '../../src/rendering/render-mail.ts';
import { processorMs } from '../support/processor-time.ts';
import { COMPILED_MAILS, KARIMS_ORDER, section, smallFolder, TEMPLATES } from './bakery.ts';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await loadTemplates(TEMPLATES, COMPILED_MAILS);
});

function thank(change: Partial<RenderRequest> = {}): RenderedMail {
  return renderMail(templates, { ...KARIMS_ORDER, ...change });
}

/** The thank-you to somebody of that first name, who bought something of that name. */
function thankNamed(name: string): RenderedMail {
  return thank({
    data: {
      customer: { name, firstName: name, email: 'karim@workshop.example' },
      purchase: { date: '2026-03-20', items: [{ name, quantity: 1 }], amountMinor: 100, currency: 'EUR' },
    },
  });
}

describe('every mail, in every language', () => {
  test('reads as it did', async () => {
    for (const template of templates.values()) {
      for (const locale of LOCALES) {
        const mail = renderMail(templates, exampleRequest(template, locale));
        const written = `${mail.subject}\n${'='.repeat(40)}\n${mail.text}`;
        await expect(written).toMatchFileSnapshot(`snapshots/${template.name}.${locale}.txt`);
      }
    }
  });

  test('looks as it did', async () => {
    for (const [name, locale] of [
      ['thank-you', 'fa'],
      ['newsletter', 'en'],
      ['weekly-digest', 'ar'],
    ] as const) {
      const mail = renderMail(templates, exampleRequest(templates.get(name) as Template, locale));
      await expect(mail.html).toMatchFileSnapshot(`snapshots/${name}.${locale}.html`);
    }
  });

  test('carries its language and direction, also where clients drop html and body', () => {
    for (const template of templates.values()) {
      for (const locale of LOCALES) {
        const { html } = renderMail(templates, exampleRequest(template, locale));
        const direction = locale === 'en' ? 'ltr' : 'rtl';
        expect(html).toContain(`<html lang="${locale}" dir="${direction}"`);
        expect(html).toContain(`role="article" lang="${locale}" dir="${direction}"`);
        expect(html).toContain(`direction:${direction};`);
        expect(html).not.toContain(`direction:${direction === 'rtl' ? 'ltr' : 'rtl'};`);
        const wrongSide = direction === 'rtl' ? 'left' : 'right';
        expect(html).not.toMatch(new RegExp(`<div[^>]*style="font-family[^"]*text-align:${wrongSide}`));
      }
    }
  });

  test('leaves no expression and no "undefined" behind', () => {
    for (const template of templates.values()) {
      for (const locale of LOCALES) {
        const { subject, html, text } = renderMail(templates, exampleRequest(template, locale));
        for (const part of [subject, html, text])
          expect(part).not.toMatch(/\{\{|\}\}|\[\[|undefined|null|NaN|\[object/);
      }
    }
  });

  test('of marketing can be unsubscribed from and says where it comes from, in both parts', () => {
    const marketing = [...templates.values()].filter((template) => template.class === 'marketing');
    expect(marketing.map(({ name }) => name)).toContain('newsletter');
    for (const { name } of marketing) {
      const request = exampleRequest(templates.get(name) as Template, 'en');
      const mail = renderMail(templates, {
        ...request,
        links: { unsubscribe: 'https://b.example/u/1?a=1&b=2' },
      });
      expect(mail.class).toBe('marketing');
      expect(mail.html).toContain('href="https://b.example/u/1?a&#x3D;1&amp;b&#x3D;2"');
      expect(mail.text).toContain('<https://b.example/u/1?a=1&b=2>');
      for (const part of [mail.html, mail.text]) expect(part).toContain('Bristol BS1 4QA');
      expect(() => renderMail(templates, { ...request, links: {} })).toThrow('links.unsubscribe is missing');
    }
  });
});

describe('digits, calendars and money', () => {
  test.each([
    ['en', '20 March 2026', '€48.50', '× 12'],
    ['ar', '٢٠ مارس ٢٠٢٦', '٤٨٫٥٠\u00a0€', '× ١٢'],
    ['fa', '۲۹ اسفند ۱۴۰۴', '۴۸٫۵۰ یورو', '۱۲ عدد'],
  ] as const)('are those of %s', (locale, date, amount, quantity) => {
    const mail = thank({ locale });
    for (const expected of [date, amount, quantity]) {
      expect(mail.html).toContain(expected);
      expect(mail.text).toContain(expected);
    }
  });

  test('follow the calendar of the reader when it is told', () => {
    expect(thank({ locale: 'ar', calendar: 'islamic' }).text).toContain('١ شوال ١٤٤٧ هـ');
    expect(thank({ locale: 'fa', calendar: 'gregorian' }).text).toContain('۲۰ مارس ۲۰۲۶');
  });

  test('a moment is a day of the reader’s time zone', () => {
    const purchase = { date: new Date('2026-03-20T22:00:00Z'), items: [] };
    const data = { ...KARIMS_ORDER.data, purchase };
    expect(thank({ data, timeZone: 'Asia/Tehran' }).text).toContain('21 March');
    expect(thank({ data, timeZone: 'America/Chicago' }).text).toContain('20 March');
  });
});

describe('right-to-left text', () => {
  test('keeps order numbers and phones in one piece', () => {
    const mail = thank({ locale: 'fa' });
    expect(mail.html).toContain('<span dir="ltr">');
    expect(mail.html).toMatch(/<span dir="ltr">\u200e?#A-1042\/26<\/span>/);
    expect(mail.text).toMatch(/\u200e#A-1042\/26/);
    expect(thank({ locale: 'en' }).html).not.toContain('<span dir="ltr">');
  });

  test('begins from the right even when a Latin name comes first', () => {
    const mail = thank({ locale: 'fa' });
    expect(mail.subject).toBe('\u200fKarim گرامی، از خرید شما سپاسگزاریم');
    expect(mail.text).toContain('\u200fKarim گرامی، سلام،');
  });
});

describe('what data can do to a mail: nothing', () => {
  test('a customer called {{evil}} is called so', () => {
    const mail = thankNamed('{{evil}}{{{x}}}{{> signature}}{{#each customer}}');
    for (const part of [mail.subject, mail.text]) {
      expect(part).toContain('{{evil}}{{{x}}}{{> signature}}{{#each customer}}');
    }
    expect(mail.html).toContain('{{evil}}{{{x}}}{{&gt; signature}}');
  });

  test('markup is escaped in HTML, and left alone in subject and text', () => {
    const name = `<img src=x onerror="alert('1')"> & Söhne`;
    const mail = thankNamed(name);
    expect(mail.html).not.toContain('<img src=x');
    expect(mail.html).toContain(
      '&lt;img src&#x3D;x onerror&#x3D;&quot;alert(&#x27;1&#x27;)&quot;&gt; &amp; Söhne',
    );
    expect(mail.subject).toContain(name);
    expect(mail.text).toContain(name);
  });

  test('a subject stays one header line', () => {
    const { subject } = thankNamed('Karim\r\nBcc: all@example.com\u2028\u0000\u0085x\tend');
    expect(subject).toBe('Thank you for your order, Karim Bcc: all@example.com x end');
  });

  test('a subject has an end', () => {
    expect(thankNamed('ab'.repeat(2000)).subject).toHaveLength(300);
  });

  test('marks that turn a line around are dropped; joiners of Persian are kept', () => {
    const mail = thankNamed('\u202egnp.exe\u202c می\u200cخواهم \u2066x');
    expect(mail.text).toContain('gnp.exe می\u200cخواهم x');
    expect(mail.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('addresses that run something lead nowhere', () => {
    const { html } = thank({
      brand: { ...KARIMS_ORDER.brand, website: 'javascript:alert(1)', logoUrl: 'data:x' },
    });
    expect(html).not.toContain('javascript:');
    expect(html).not.toContain('data:x');
    const quoted = thank({ brand: { ...KARIMS_ORDER.brand, website: 'https://b.example/"onclick="x' } });
    expect(quoted.html).not.toContain('onclick');
  });

  test('a colour cannot carry styles', () => {
    const { html } = thank({ brand: { ...KARIMS_ORDER.brand, color: 'red;background:url(//evil.example)' } });
    expect(html).not.toContain('evil.example');
  });

  test('inherited and undeclared properties are not seen', () => {
    const customer = Object.create({ firstName: 'Inherited' }) as Record<string, unknown>;
    customer['email'] = 'karim@workshop.example';
    const mail = thank({ data: { ...KARIMS_ORDER.data, customer } });
    expect(mail.text).toContain('Hello,');
    expect(mail.text).not.toContain('Inherited');
  });

  test('functions are refused', () => {
    const data = { ...KARIMS_ORDER.data, customer: { firstName: () => 'called', email: 'k@w.example' } };
    expect(() => thank({ data })).toThrow('customer.firstName must be a text');
  });

  test('a syntax tree is no template', () => {
    const tree = { type: 'Program', body: [], strip: {} };
    expect(() => compileTemplate(tree as unknown as string, 'html')).toThrow(TypeError);
  });

  test('HTML of an issue is cleaned even when nobody cleaned it before', () => {
    const request = exampleRequest(templates.get('newsletter') as Template, 'en');
    const html = '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">y</a></p>';
    const mail = renderMail(templates, {
      ...request,
      data: { ...request.data, issue: { subject: '{{issue.date}}', date: '2026-12-07', html } },
    });
    expect(mail.html).not.toMatch(/onclick|alert\(1\)|javascript:/);
    expect(mail.subject).toBe('{{issue.date}}');
  });

  test('whatever is written stays text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const { html, subject } = thankNamed(`<x ${name}`);
        expect(html).not.toContain('<x ');
        // eslint-disable-next-line no-control-regex
        expect(subject).not.toMatch(/[\u0000-\u001f\u007f]/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the language a mail is written in', () => {
  test('is the reader’s, then the business’s, then English, and is told', async () => {
    const full = await loadTemplates(await smallFolder());
    const without = (...missing: string[]) =>
      Object.fromEntries(
        missing.flatMap((locale) => [
          [`greeting/${locale}/subject.hbs`, undefined],
          [`greeting/${locale}/body.mjml`, undefined],
        ]),
      );
    const noArabic = await loadTemplates(await smallFolder(without('ar')));
    const english = await loadTemplates(await smallFolder(without('ar', 'fa')));
    const write = (set: TemplateSet, defaultLocale?: 'fa') => {
      const request = { ...KARIMS_ORDER, name: 'greeting', locale: 'ar' as const };
      return renderMail(set, defaultLocale ? { ...request, defaultLocale } : request);
    };
    expect(write(full, 'fa').locale).toBe('ar');
    expect(write(noArabic, 'fa').locale).toBe('fa');
    expect(write(noArabic).locale).toBe('en');
    expect(write(english, 'fa').locale).toBe('en');
    expect(write(noArabic, 'fa').html).toContain('lang="fa" dir="rtl"');
  });
});

describe('the text part', () => {
  test('is made from the HTML part when there is no text.hbs', async () => {
    const body = section(
      '<mj-text>Dear {{customer.firstName}},</mj-text><mj-text>Bye &amp; <b>thanks</b></mj-text>',
    );
    const set = await loadTemplates(await smallFolder({ 'greeting/en/body.mjml': body }));
    const { text } = renderMail(set, { ...KARIMS_ORDER, name: 'greeting' });
    expect(text).toMatch(/^Dear Karim,\n\nBye & thanks\n/);
  });

  test('is what text.hbs says when there is one, and is not escaped', async () => {
    const set = await loadTemplates(
      await smallFolder({ 'greeting/en/text.hbs': '{{#each purchase.items}}\n* {{name}}\n{{/each}}' }),
    );
    const data = {
      ...KARIMS_ORDER.data,
      purchase: { date: '2026-01-01', items: [{ name: 'A & B' }, { name: 'C' }] },
    };
    expect(renderMail(set, { ...KARIMS_ORDER, name: 'greeting', data }).text).toBe('* A & B\n* C\n');
  });
});

describe('optional parts', () => {
  test('a customer without a name is still greeted', () => {
    const data = { ...KARIMS_ORDER.data, customer: { email: 'karim@workshop.example' } };
    const mail = thank({ data });
    expect(mail.subject).toBe('Thank you for your order');
    expect(mail.text).toContain('Hello,');
  });

  test('reactivation needs no purchase and no offer', () => {
    const { purchase: _purchase, ...data } = KARIMS_ORDER.data;
    const links = { unsubscribe: 'https://bakery.example/u' };
    for (const name of ['reactivation-1', 'reactivation-2', 'reactivation-3']) {
      for (const locale of LOCALES) {
        const mail = renderMail(templates, { ...KARIMS_ORDER, name, locale, data, links });
        expect(mail.html).not.toContain('dashed');
        expect(mail.subject).not.toBe('');
      }
    }
  });

  test('an empty week still says so', () => {
    const request = exampleRequest(templates.get('weekly-digest') as Template, 'en');
    const digest = {
      businessName: 'Maryam’s Bakery',
      weekLabel: 'Week 12',
      from: '2026-03-16',
      to: '2026-03-22',
      summary: 'Nothing came in and nothing went out.',
      quiet: true,
      figures: [],
      sections: [{ title: 'Customers fallen silent', empty: null, rows: [] }],
    };
    const mail = renderMail(templates, { ...request, data: { digest } });
    expect(mail.subject).toBe('The week at Maryam’s Bakery: A quiet week');
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('A quiet week');
      expect(part).toContain('Nothing came in and nothing went out.');
      expect(part).toContain('Nothing this week.');
      expect(part).not.toContain('In figures');
    }
  });

  test('what is needed and absent is named, all of it at once', () => {
    expect(() => thank({ data: { purchase: { items: 'bread', date: 'soon' } } })).toThrow(
      /customer\.email is missing; purchase\.date must be a date; purchase\.items must be a list/,
    );
    expect(() => thank({ data: {} })).toThrow(WafaError);
  });

  test('a list has an end', () => {
    const items = Array.from({ length: 1001 }, () => ({ name: 'Bun' }));
    const data = { ...KARIMS_ORDER.data, purchase: { date: '2026-01-01', items } };
    expect(() => thank({ data })).toThrow('purchase.items has more than 1000 rows');
  });
});

test('an unknown mail names its neighbour', () => {
  expect(() => thank({ name: 'thank-yuo' })).toThrow(
    'there is no mail "thank-yuo": did you mean "thank-you"?',
  );
});

test('a thousand mails are written in well under a second', () => {
  const write = (index: number) =>
    thank({
      data: { ...KARIMS_ORDER.data, customer: { firstName: `Karim ${index}`, email: 'k@w.example' } },
    });
  for (let index = 0; index < 200; index++) write(index);
  const start = processorMs();
  for (let index = 0; index < 1000; index++) write(index);
  expect(processorMs() - start).toBeLessThan(1000);
});
