import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Identifiers } from './identifiers.ts';

/** What stands where a person stood. */
const ERASED = '[erased]';

/** Finds one person in texts. */
export interface Recogniser {
  /** A regular expression for the database (ARE) that finds at least what `redact` does; undefined when there is nothing to find. */
  source: string | undefined;
  /** The text without addresses, phones and whole names of the person. */
  redact: (text: string) => string;
  /** The same of a text that is theirs or to them: single words of their names too. */
  redactOwn: (text: string) => string;
}

/** A name of one word says who is meant only in mail of that person. */
const MIN_WORDS = 2;
/** Shorter words of a name are everyday words as well. */
const MIN_WORD_LETTERS = 3;
/** A number with fewer digits may be anything. */
const MIN_PHONE_DIGITS = 7;

/** Recognises a person by their addresses, phones and names, in any case, spacing and digits. */
export function recogniser(person: Identifiers): Recogniser {
  const telling = person.names.filter(
    (name) => wordsOf(name).length >= MIN_WORDS && !person.sharedNames.includes(name),
  );
  const everywhere = [
    ...person.addresses.map(addressSource),
    ...person.phones.flatMap((phone) => phoneSource(phone) ?? []),
    ...telling.map(nameSource),
  ];
  const own = [...person.names.map(nameSource), ...ownWords(person.names).map(nameSource)];
  const wide = expression(everywhere.map(({ exact }) => exact));
  const near = expression([...everywhere, ...own].map(({ exact }) => exact));
  return {
    source: everywhere.length === 0 ? undefined : everywhere.map(({ loose }) => loose).join('|'),
    redact: (text) => (wide ? text.replace(wide, ERASED) : text),
    redactOwn: (text) => (near ? text.replace(near, ERASED) : text),
  };
}

/** `exact` for JavaScript; `loose` for the database, which has no classes of letters in every locale. */
interface Source {
  exact: string;
  loose: string;
}

function expression(sources: readonly string[]): RegExp | undefined {
  return sources.length === 0 ? undefined : new RegExp(sources.join('|'), 'gu');
}

/** Not the end of a longer name of somebody else, nor the begin of a longer domain. */
function addressSource(address: string): Source {
  const source = `(?<![A-Za-z0-9._+-])${anyCase(address)}(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`;
  return { exact: source, loose: source };
}

function nameSource(name: string): Source {
  const loose = wordsOf(name).map(anyCase).join('[\\s\\u00a0]+');
  return { exact: `(?<![\\p{L}\\p{M}])${loose}(?![\\p{L}\\p{M}])`, loose };
}

/** However it is grouped, with or without its country, in Latin, Arabic or Persian digits. */
function phoneSource(phone: string): Source | undefined {
  const parsed = parsePhoneNumberFromString(phone);
  const national = parsed?.nationalNumber ?? phone.replace(/\D/g, '');
  if (national.length < MIN_PHONE_DIGITS) return undefined;
  const gap = '[\\s\\u00a0()./-]*';
  const digits = (text: string) => Array.from(text, digitSource).join(gap);
  const country =
    parsed === undefined
      ? ''
      : `(?:(?:\\+|00|${digitSource('0')}${digitSource('0')})${gap}${digits(parsed.countryCallingCode)}${gap})?`;
  const source = `(?<![0-9۰-۹٠-٩])${country}\\(?${digitSource('0')}?\\)?${gap}${digits(national)}(?![0-9۰-۹٠-٩])`;
  return { exact: source, loose: source };
}

function digitSource(digit: string): string {
  const value = Number(digit);
  return `[${digit}${String.fromCodePoint(0x6f0 + value)}${String.fromCodePoint(0x660 + value)}]`;
}

function wordsOf(name: string): string[] {
  return name.split(/[\s\u00a0]+/).filter((word) => word !== '');
}

function ownWords(names: readonly string[]): string[] {
  const words = names.flatMap(wordsOf).map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''));
  return [...new Set(words)].filter((word) => Array.from(word).length >= MIN_WORD_LETTERS);
}

/** Every letter in both cases: a database folds only what its locale knows. */
function anyCase(text: string): string {
  return Array.from(text, (letter) => {
    const cases = [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])].filter(
      (one) => Array.from(one).length === 1,
    );
    return cases.length > 1 ? `[${cases.join('')}]` : escaped(letter);
  }).join('');
}

function escaped(letter: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}
