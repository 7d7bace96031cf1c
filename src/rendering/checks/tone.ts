import type { Locale } from '../../lib/locale.ts';
import type { TemplateProblem } from '../template-problem.ts';
import { type CheckedFile, visibleText, warningAt } from './source-text.ts';
import { TONE_WORDS, type ToneFault } from './tone-words.ts';

const ADVICE: Readonly<Record<ToneFault, string>> = {
  rude: 'is rude; leave it out',
  blaming: 'blames the reader; say what happened and what helps',
  pressing: 'presses the reader; say what there is, and until when',
  promise: 'promises what nobody can keep; say what you will do',
  spam: 'reads like advertising; say it in your own words',
};

/** Courtesy and style of what readers see: words that are taken amiss, shouting, promises, the phrases of spam. */
export function checkTone({ file, locale }: CheckedFile): TemplateProblem[] {
  const text = visibleText(file);
  return [...checkWords(file, locale, text), ...checkShouting(file, text)];
}

function checkWords(file: CheckedFile['file'], locale: Locale, text: string): TemplateProblem[] {
  return Object.entries(patternsOf(locale)).flatMap(([fault, pattern]) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) =>
      warningAt(file, index, `"${found.trim().replace(/\s+/g, ' ')}" ${ADVICE[fault as ToneFault]}`),
    ),
  );
}

/** Three words in a row, or one of six letters: shorter ones are names of things. */
const SHOUTED = /(?<![\p{L}\p{N}])(?:\p{Lu}{6,}|\p{Lu}{2,}(?:\s+\p{Lu}{2,}){2,})(?![\p{L}\p{N}])/gu;
const MANY_MARKS = /[!؟?]\s*[!؟?]+/g;
const MONEY = /\${2,}|€{2,}/g;

function checkShouting(file: CheckedFile['file'], text: string): TemplateProblem[] {
  return [
    ...[...text.matchAll(SHOUTED)].map(({ 0: found, index }) =>
      warningAt(file, index, `${found} is shouted; write it in small letters`),
    ),
    ...[...text.matchAll(MANY_MARKS)].map(({ 0: found, index }) =>
      warningAt(file, index, `${found} is shouted; one mark is enough`),
    ),
    ...[...text.matchAll(MONEY)].map(({ 0: found, index }) =>
      warningAt(file, index, `${found} reads like advertising; leave it out`),
    ),
  ];
}

const MAX_SUBJECT_LENGTH = 70;

/** What a subject, written with example values, would look like in a list of mails. */
export function subjectFaults(subject: string): string[] {
  const marks = subject.match(/!/g)?.length ?? 0;
  return [
    ...(subject.length > MAX_SUBJECT_LENGTH
      ? [`a subject of ${subject.length} characters is cut off on phones; ${MAX_SUBJECT_LENGTH} are shown`]
      : []),
    ...(/^\s*(?:re|fwd?|aw|wg|پاسخ|رد)\s*:/i.test(subject)
      ? ['a subject that pretends to answer or to forward something is taken for deceit']
      : []),
    ...(marks > 1 ? ['more than one "!" in a subject is shouted'] : []),
  ];
}

const patterns = new Map<Locale, Record<ToneFault, RegExp>>();

function patternsOf(locale: Locale): Record<ToneFault, RegExp> {
  const known = patterns.get(locale);
  if (known) return known;
  const words = TONE_WORDS[locale];
  const made = Object.fromEntries(
    Object.entries(words).map(([fault, phrases]) => [fault, patternOf(phrases, locale)]),
  ) as Record<ToneFault, RegExp>;
  patterns.set(locale, made);
  return made;
}

/** Vowel signs and the lengthening stroke may stand after any letter. */
const SIGNS = '[\\u0640\\u064b-\\u0652]*';

function patternOf(phrases: readonly string[], locale: Locale): RegExp {
  const sources = phrases.map((phrase) => phrase.replace(/[^]/gu, (letter) => letterPattern(letter, locale)));
  // "and", "so", "by" and "for" are written onto an Arabic word.
  const before = locale === 'ar' ? '(?<![\\p{L}\\p{N}])[وفبل]?' : '(?<![\\p{L}\\p{N}])';
  return new RegExp(`${before}(?:${sources.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

function letterPattern(letter: string, locale: Locale): string {
  if (/[\s\u200c]/.test(letter)) return '[\\s\\u200c]+';
  if (letter === "'") return "['’]";
  const escaped = /[\p{L}\p{N}]/u.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`;
  return locale === 'en' ? escaped : `${escaped}${SIGNS}`;
}
