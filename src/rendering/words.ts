import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { directionOf, LOCALES, type Locale } from '../lib/locale.ts';
import { readYaml } from './manifest.ts';
import type { SourceFile } from './template-files.ts';
import type { TemplateProblem } from './template-problem.ts';

/** A phrase of layout/words.yaml in one language, with the place it was written at. */
interface Word {
  text: string;
  file: string;
  line: number;
  column: number;
}

/** The phrases that layout and partials share, by key. */
export type Words = ReadonlyMap<string, Readonly<Record<Locale, Word>>>;

const wordsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/),
  z.strictObject({ en: z.string(), ar: z.string(), fa: z.string() }),
);

/** Reads layout/words.yaml: `key: { en: ..., ar: ..., fa: ... }`; a missing language is a problem. */
export function readWords(file: SourceFile, problems: TemplateProblem[]): Words {
  const read = readYaml(file, wordsSchema, problems) ?? {};
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const words = new Map<string, Record<Locale, Word>>();
  for (const [key, texts] of Object.entries(read)) {
    const entry = document.get(key);
    const place = (locale: Locale) => {
      const node = isMap(entry) ? entry.get(locale, true) : undefined;
      const { line, col } = lines.linePos(isScalar(node) && node.range ? node.range[0] : 0);
      return { text: texts[locale].trim(), file: file.path, line, column: col };
    };
    words.set(key, { en: place('en'), ar: place('ar'), fa: place('fa') });
  }
  return words;
}

/** Fonts that mail clients have; Tahoma is the oldest that draws Persian and Arabic well. */
const FONTS: Record<Locale, string> = {
  en: "'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, Helvetica, Arial, sans-serif",
  ar: "'Segoe UI', 'Geeza Pro', 'Noto Sans Arabic', Tahoma, Arial, sans-serif",
  fa: "Vazirmatn, 'Segoe UI', 'Geeza Pro', 'Noto Sans Arabic', Tahoma, Arial, sans-serif",
};

/** Arabic script needs a little more size and air than Latin for the same comfort. */
const SIZES: Record<Locale, { size: string; leading: string }> = {
  en: { size: '16px', leading: '1.6' },
  ar: { size: '17px', leading: '1.85' },
  fa: { size: '16px', leading: '1.95' },
};

/** Tokens a template may use beside the words: `[[dir]]` and the like, in one language. */
export function builtInTokens(locale: Locale): ReadonlyMap<string, string> {
  const direction = directionOf(locale);
  return new Map([
    ['lang', locale],
    ['dir', direction],
    ['start', direction === 'rtl' ? 'right' : 'left'],
    ['end', direction === 'rtl' ? 'left' : 'right'],
    ['font', FONTS[locale]],
    ['size', SIZES[locale].size],
    ['leading', SIZES[locale].leading],
  ]);
}

/** Tokens that the layout alone may use. */
const LAYOUT_TOKENS = ['content', 'preview', 'footer', 'why'] as const;

/** Every token that can be written between double square brackets. */
export function knownTokens(words: Words): string[] {
  return [...builtInTokens(LOCALES[0]).keys(), ...LAYOUT_TOKENS, ...words.keys()];
}

/** `[[name]]` */
export const TOKEN = /\[\[\s*([\w-]+)\s*\]\]/g;
