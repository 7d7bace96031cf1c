import type { Locale } from '../../lib/locale.ts';
import type { TemplateProblem } from '../template-problem.ts';
import { type CheckedFile, visibleText, warningAt } from './source-text.ts';

/** A slip of the hand that a reader of the language sees at once. */
interface Slip {
  locales: readonly Locale[];
  pattern: RegExp;
  message: string;
}

const BOTH: readonly Locale[] = ['ar', 'fa'];
const ARABIC_LETTER = '[\\u0621-\\u064a\\u066e-\\u06d3]';

const SLIPS: readonly Slip[] = [
  slip(BOTH, new RegExp(`(?<=${ARABIC_LETTER}\\s?),`, 'g'), 'write the Arabic comma ، here'),
  slip(BOTH, new RegExp(`(?<=${ARABIC_LETTER}\\s?);`, 'g'), 'write the Arabic semicolon ؛ here'),
  slip(BOTH, new RegExp(`(?<=${ARABIC_LETTER}\\s?)\\?`, 'g'), 'write the Arabic question mark ؟ here'),
  slip(BOTH, /\s[،؛؟](?=\s|$)/g, 'no space before this mark'),
  slip(BOTH, /(?<![\w.@/+#-])[0-9]+(?![\w@/-])/g, 'write these digits in the script of the language'),
  slip(['fa'], /[\u064a\u0643\u0649]/g, 'this is the Arabic letter; Persian has ی and ک of its own'),
  slip(['ar'], /[\u06cc\u06a9]/g, 'this is the Persian letter; Arabic has ي and ك of its own'),
  slip(['fa'], /[\u0660-\u0669]+/g, 'these are Arabic digits; Persian writes ۰۱۲۳۴۵۶۷۸۹'),
  slip(['ar'], /[\u06f0-\u06f9]+/g, 'these are Persian digits; Arabic writes ٠١٢٣٤٥٦٧٨٩'),
  slip(
    ['fa'],
    /(?<![\u0600-\u06ff])ن?می (?=[\u0622-\u06cc])/g,
    'join می to its verb with a half-space (U+200C)',
  ),
  slip(
    ['fa'],
    /(?<=[\u0622-\u06cc]) ها(?![\u0600-\u06ff])/g,
    'join ها to its word with a half-space (U+200C)',
  ),
];

/** Sides that are written out stay where they are when the page turns around. */
const FIXED_SIDE =
  /\b(?:align\s*=\s*["'](?:left|right)["']|text-align\s*:\s*(?:left|right)|(?:padding|margin|border)-(?:left|right)\s*[:=]|float\s*:\s*(?:left|right))/g;

/** What an Arabic or Persian mail has wrong in its letters, marks, digits and sides. */
export function checkRightToLeft({ file, locale }: CheckedFile): TemplateProblem[] {
  if (locale === 'en') return [];
  const text = visibleText(file);
  const slips = SLIPS.filter(({ locales }) => locales.includes(locale)).flatMap(({ pattern, message }) =>
    [...text.matchAll(pattern)].map(({ index }) => warningAt(file, index, message)),
  );
  const sides = [...file.text.matchAll(FIXED_SIDE)].map(({ 0: found, index }) =>
    warningAt(file, index, `${found.trim()} does not turn with the language; write [[start]] or [[end]]`),
  );
  return [...slips, ...sides];
}

function slip(locales: readonly Locale[], pattern: RegExp, message: string): Slip {
  return { locales, pattern, message };
}
