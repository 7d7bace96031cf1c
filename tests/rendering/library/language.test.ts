import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { LOCALES, type Locale } from '../../../src/lib/locale.ts';
import { readTemplateFolder, type TemplateFolder } from '../../../src/rendering/template-files.ts';
import { TEMPLATES } from '../bakery.ts';

/** What a reader sees of a template: its own words, without expressions, tokens and markup. */
interface Prose {
  where: string;
  locale: Locale;
  text: string;
}

let folder: TemplateFolder;
let prose: Prose[];
beforeAll(async () => {
  folder = await readTemplateFolder(TEMPLATES);
  prose = [
    ...folder.templates.flatMap(({ locales }) =>
      [...locales].flatMap(([locale, { subject, body }]) =>
        [subject, body].flatMap((file) =>
          file ? [{ where: file.path, locale, text: wordsOf(file.text) }] : [],
        ),
      ),
    ),
    ...Object.entries(parse(folder.words.text) as Record<string, Record<Locale, string>>).flatMap(
      ([key, texts]) =>
        LOCALES.map((locale) => ({ where: `words.yaml ${key}`, locale, text: wordsOf(texts[locale]) })),
    ),
  ];
});

/** Plural forms are words, too: `few {# أصناف}`. */
function wordsOf(source: string): string {
  return source
    .replace(/\{\{plural [^"]*"([^"]*)"\}\}/g, (_, forms: string) =>
      forms.replace(/(?:\b[a-z]+|=\d+) \{/g, '').replaceAll('}', ' '),
    )
    .replace(/\{\{[^}]*\}\}\}?/g, ' ')
    .replace(/\[\[[^\]]*\]\]/g, ' ')
    .replace(/<!--[\s\S]*?-->|<[^>]*>/g, ' ');
}

/** Every place where `pattern` is found, with a few characters around it. */
function found(pattern: RegExp, ...locales: Locale[]): string[] {
  return prose
    .filter(({ locale }) => locales.includes(locale))
    .flatMap(({ where, locale, text }) =>
      [...text.matchAll(new RegExp(pattern, 'gu'))].map(
        ({ index }) => `${where} ${locale}: ${text.slice(Math.max(0, index - 15), index + 15).trim()}`,
      ),
    );
}

test('there is much to read', () => {
  expect(prose.length).toBeGreaterThan(300);
});

describe('no word of another language is left', () => {
  test('no Latin letters or digits in Arabic and Persian, no Arabic letters in English', () => {
    expect(found(/[A-Za-z0-9]/, 'ar', 'fa')).toEqual([]);
    expect(found(/[\u0600-\u06ff]/, 'en')).toEqual([]);
  });

  test('Arabic is written with Arabic letters and digits, Persian with Persian ones', () => {
    expect(found(/[یکگچپژۀۂ۰-۹]/, 'ar')).toEqual([]);
    expect(found(/[يكةى٠-٩]/, 'fa')).toEqual([]);
  });

  test('no Latin punctuation in right-to-left text, and no straight quotes anywhere', () => {
    expect(found(/[,;?“”"]/, 'ar', 'fa')).toEqual([]);
    expect(found(/["']/, 'en', 'ar', 'fa')).toEqual([]);
  });
});

describe('Persian is written with half-spaces', () => {
  test.each([
    ['the prefix of a verb', /(?<![\p{L}\p{M}\u200c])ن?می (?=\p{L})/u],
    ['a plural', /\p{L} ها(?:ی|یی|یم|یتان|یشان|یمان)?(?![\p{L}\u200c])/u],
    ['a comparative', /\p{L} تر(?:ین)?(?![\p{L}\u200c])/u],
    ['a perfect tense', /ه (?:ام|اید|اند|ایم)(?![\p{L}\u200c])/u],
  ])('in %s', (_, pattern) => {
    expect(found(pattern, 'fa')).toEqual([]);
  });

  test('and never stands a half-space beside a space or at an end', () => {
    expect(found(/\u200c(?=\s|$)|(?<=\s|^)\u200c|\u200c\u200c/, 'fa')).toEqual([]);
    expect(found(/[\u200c\u200d]/, 'en', 'ar')).toEqual([]);
  });
});

test('Arabic carries its tanwin before the alif, and no letter of stretching', () => {
  expect(found(/اً/, 'ar')).toEqual([]);
  expect(found(/\u0640/, 'ar', 'fa')).toEqual([]);
});

describe('mails are not cut from one block', () => {
  /** Entries that stand more than once in a language. */
  const repeated = (pattern: RegExp): string[] => {
    const seen = new Map<string, string[]>();
    for (const { name, locales } of folder.templates) {
      for (const [locale, { body }] of locales) {
        const text = pattern.exec(body?.text ?? '')?.[1];
        if (text !== undefined && !text.startsWith('{{')) {
          seen.set(`${locale} ${text}`, [...(seen.get(`${locale} ${text}`) ?? []), name]);
        }
      }
    }
    return [...seen]
      .filter(([, names]) => names.length > 1)
      .map(([text, names]) => `${text}: ${names.join()}`);
  };

  test.each([
    ['title', /<mj-text mj-class="title">(.*?)<\/mj-text>/],
    ['preview line', /<mj-preview>(.*?)<\/mj-preview>/],
    ['closing', /<mj-text>([^<]*)<br \/>\{\{> signature\}\}/],
  ])('each has its own %s', (_, pattern) => {
    expect(repeated(pattern)).toEqual([]);
  });
});
