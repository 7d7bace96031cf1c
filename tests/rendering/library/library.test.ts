import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { directionOf, LOCALES, type Locale } from '../../../src/lib/locale.ts';
import { checkTemplates } from '../../../src/rendering/check-templates.ts';
import { exampleRequest } from '../../../src/rendering/example-request.ts';
import { loadTemplates, type Template, type TemplateSet } from '../../../src/rendering/load-templates.ts';
import { type RenderedMail, type RenderRequest, renderMail } from '../../../src/rendering/render-mail.ts';
import { readTemplateFolder } from '../../../src/rendering/template-files.ts';
import { COMPILED_MAILS, TEMPLATES } from '../bakery.ts';
import { contraryRequest, leastRequest } from './least-data.ts';

/** The whole timetable of communications, and the few mails beside it. */
const LIBRARY = `
  thank-you satisfaction-check reassurance newsletter newsletter-offers order-update order-shipped
  after-meeting birthday anniversary name-day holiday-greeting gift-ideas article offer
  related-products reactivation-1 reactivation-2 reactivation-3 invitation invitation-reminder gift
  raffle raffle-result loyalty-welcome loyalty-statement loyalty-tier referral survey-nps survey-csat
  survey-question survey-reminder abandoned-cart-1 abandoned-cart-2 replenishment payment-due
  payment-overdue payment-final call-offer account-review complaint-received complaint-resolved
  complaint-follow-up confirm-subscription preferences-changed welcome weekly-digest
`
  .trim()
  .split(/\s+/);

/** Gmail clips at 102 kB; a business's own words, products and signature come on top. */
const MAX_BYTES = 40_000;
/** About what a mailbox shows of a subject on a desk. */
const MAX_SUBJECT = 80;

interface Case {
  name: string;
  template: Template;
  locale: Locale;
  data: 'full' | 'least' | 'contrary' | 'formal';
  mail: RenderedMail;
}

let templates: TemplateSet;
let cases: Case[];
beforeAll(async () => {
  templates = await loadTemplates(TEMPLATES, COMPILED_MAILS);
  cases = [...templates].flatMap(([name, template]) =>
    LOCALES.flatMap((locale) =>
      (['full', 'least', 'contrary', 'formal'] as const).map((data) => {
        const mail = renderMail(templates, requestOf(template, locale, data));
        return { name, template, locale, data, mail };
      }),
    ),
  );
});

const HONORIFICS: Record<Locale, string> = {
  en: 'Dr Hosseini',
  ar: 'الأستاذة مريم الحسيني',
  fa: 'خانم دکتر حسینی',
};

function requestOf(template: Template, locale: Locale, data: Case['data']): RenderRequest {
  if (data === 'least') return leastRequest(template, locale);
  if (data === 'contrary') return contraryRequest(template, locale);
  const full = exampleRequest(template, locale);
  if (data === 'full' || !('customer' in full.data)) return full;
  const customer = { ...(full.data['customer'] as object), honorific: HONORIFICS[locale] };
  return { ...full, data: { ...full.data, customer } };
}

/** Which mails fail, by name, language and data: one list says more than the first failure. */
function failing(holds: (one: Case) => boolean): string[] {
  return cases
    .filter((one) => !holds(one))
    .map(({ name, locale, data, mail }) => `${name} ${locale} ${data}: ${mail.subject}`);
}

test('the library is whole', () => {
  expect([...templates.keys()].toSorted()).toEqual(LIBRARY.toSorted());
  expect(cases).toHaveLength(LIBRARY.length * LOCALES.length * 4);
});

test('the list in docs/templates.md names every mail with its class and groups, and every block', async () => {
  const docs = await readFile(join(TEMPLATES, '../docs/templates.md'), 'utf8');
  for (const { name, manifest } of (await readTemplateFolder(TEMPLATES)).templates) {
    const told = parse(manifest?.text ?? '') as { class: string; uses: string[] };
    const groups = told.uses.filter((group) => group !== 'business' && group !== 'links').join(', ');
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${name}\` | ${told.class.charAt(0)} |`));
    expect(row?.split(' | ')[3]?.replace(/ ?\(.*\)/, '')).toMatch(
      new RegExp(`^${groups.replaceAll('?', '\\?')} ?\\|?$`),
    );
  }
  for (const file of await readdir(join(TEMPLATES, 'partials')))
    expect(docs).toContain(`\`${file.split('.')[0]}\``);
});

test('no mail asks for a group that it does not show', async () => {
  const idle: string[] = [];
  for (const { name, manifest } of (await readTemplateFolder(TEMPLATES)).templates) {
    const { uses } = parse(manifest?.text ?? '') as { uses: string[] };
    for (const group of uses.map((used) => used.replace('?', ''))) {
      const source = templates.get(name)?.locales.get('en')?.sources.html ?? '';
      const isShared = group === 'business' || group === 'links';
      if (!isShared && !new RegExp(`\\{\\{[^}]*\\b${group}\\b`).test(source)) idle.push(`${name}: ${group}`);
    }
  }
  expect(idle).toEqual([]);
});

test('has nothing that a check would complain about', async () => {
  expect(await checkTemplates(TEMPLATES, COMPILED_MAILS)).toEqual([]);
});

describe('every mail, in every language, with all its data, the least, the contrary, and a formal name', () => {
  test('has all its expressions filled in', () => {
    const left = /\{\{|\}\}|\[\[|\]\]|undefined|null|NaN|\[object|Invalid Date/;
    expect(
      failing(({ mail }) => ![mail.subject, mail.html, mail.text].some((part) => left.test(part))),
    ).toEqual([]);
  });

  test('has a subject that fits on a line', () => {
    expect(failing(({ mail }) => mail.subject.length > 3 && mail.subject.length <= MAX_SUBJECT)).toEqual([]);
  });

  test('runs in the direction of its language', () => {
    expect(
      failing(({ mail, locale }) => {
        const direction = directionOf(locale);
        const other = direction === 'rtl' ? 'ltr' : 'rtl';
        return mail.html.includes(`dir="${direction}"`) && !mail.html.includes(`direction:${other}`);
      }),
    ).toEqual([]);
  });

  test('is small enough to be shown whole', () => {
    expect(failing(({ mail }) => Buffer.byteLength(mail.html) < MAX_BYTES)).toEqual([]);
  });

  test('asks for one thing: one button at most', () => {
    expect(failing(({ mail }) => mail.html.split('class="button"').length <= 2)).toEqual([]);
  });

  test('tells mail programs that it can be read in the dark', () => {
    expect(
      failing(
        ({ mail }) =>
          mail.html.includes('<meta name="color-scheme" content="light dark"') &&
          mail.html.includes('@media (prefers-color-scheme: dark)'),
      ),
    ).toEqual([]);
  });

  test('reads well as plain text: no markup, no gaps where something was left out', () => {
    const flaws =
      /<\/?[a-z]+[ >]|&\w+;|\S {2}|\(\s*\)|[.,;:!?،؛؟]{2}|[ \t][,.;:!?،؛؟](?:\s|$)|[,،]\s*[,.،]|\n{3,}|<>|^ (?![ *\d٠-٩۰-۹])/m;
    const found = cases.flatMap(({ name, locale, data, mail }) =>
      [mail.subject, mail.text].flatMap((part) => {
        const flaw = flaws.exec(part);
        return flaw ? [`${name} ${locale} ${data}: ${part.slice(flaw.index, flaw.index + 40)}`] : [];
      }),
    );
    expect(found).toEqual([]);
    expect(failing(({ mail }) => mail.text.split('\n').length > 6)).toEqual([]);
  });

  test('is signed by a person, but for the report to managers', () => {
    expect(
      failing(({ name, template, locale, mail }) => {
        const { signature } = exampleRequest(template, locale).brand;
        return name === 'weekly-digest' || mail.text.includes(signature);
      }),
    ).toEqual([]);
  });

  test('greets a person by the name that is known, and well without one', () => {
    const greetings: Record<Locale, Record<Exclude<Case['data'], 'contrary'>, string>> = {
      en: { full: 'Dear Maryam,', least: 'Hello,', formal: 'Dear Dr Hosseini,' },
      ar: { full: 'تحيّة طيّبة كريم،', least: 'تحيّة طيّبة،', formal: `${HONORIFICS.ar}، تحيّة طيّبة وبعد،` },
      fa: {
        full: 'مریم گرامی، سلام،',
        least: 'با سلام و احترام،',
        formal: `${HONORIFICS.fa} گرامی، با سلام و احترام،`,
      },
    };
    expect(
      failing(
        ({ name, locale, data, mail }) =>
          name === 'weekly-digest' ||
          mail.text.split('\n').includes(greetings[locale][data === 'contrary' ? 'full' : data]),
      ),
    ).toEqual([]);
  });

  test('of marketing says where it comes from and how to be rid of it, in both parts', () => {
    const marketing = cases.filter(({ template }) => template.class === 'marketing');
    expect(marketing.length).toBeGreaterThan(100);
    expect(
      failing(({ template, locale, mail }) => {
        if (template.class !== 'marketing') return true;
        const { brand, links } = exampleRequest(template, locale);
        const [street = ''] = brand.postalAddress.split('\n');
        return [mail.html, mail.text].every(
          (part) => part.includes(street) && part.includes(links['unsubscribe'] ?? '?'),
        );
      }),
    ).toEqual([]);
  });
});
