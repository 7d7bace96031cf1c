import { createHash } from 'node:crypto';
import { nameParts } from '../names/name-parts.ts';
import { formalNames } from '../names/nicknames.ts';
import { skeletonsOf } from '../names/skeleton.ts';
import { localName } from './compare-addresses.ts';
import type { PersonFacts, Place, ValueKind } from './person-facts.ts';
import { accountOf } from './same-account.ts';

/**
 * What a contact is found by when others are compared with it. Two that are one person nearly always share a key, two
 * strangers seldom; every key is looked up in an index, so that comparing one contact costs the same among a thousand and
 * among a million. Beside them the plain values, counted to know how rare they are.
 */
export function keysOf(facts: PersonFacts): { find: string[]; count: string[] } {
  const words = [...new Set(facts.names.flatMap((name) => nameParts(name).words))].slice(0, MAX_WORDS);
  const numbers = [...facts.identifiers].map(([key, value]) => `${key}:${value}`);
  const find = [
    ...facts.phones.map((phone) => valueKey('phone', phone)),
    ...facts.birthdays.map((date) => valueKey('birthday', date)),
    ...numbers.map((number) => valueKey('identifier', number)),
    ...facts.addresses.map((address) => `account ${accountOf(address)}`),
    ...facts.addresses.flatMap((address) => {
      const local = localName(address);
      return local === undefined ? [] : [valueKey('local', local)];
    }),
    ...facts.names.flatMap(nameKeys),
    ...facts.places.flatMap((place) => placeKeys(place, words)),
  ];
  const count = [
    ...words.map((word) => valueKey('word', word)),
    ...facts.places.flatMap((place) =>
      PLACE_VALUES.filter((part) => place[part] !== '').map((part) => valueKey(part, place[part])),
    ),
  ];
  return { find: [...new Set(find)].slice(0, MAX_KEYS), count: [...new Set(count)].slice(0, MAX_KEYS) };
}

const MAX_WORDS = 6;
/** Keys of one contact of each sort. */
const MAX_KEYS = 60;
const PLACE_VALUES = ['street', 'beside', 'city', 'postcode', 'region'] as const satisfies ValueKind[];

/** The key of a value by which people are counted, and most of them found. */
export function valueKey(kind: ValueKind, value: string): string {
  return `${kind} ${value}`;
}

/** As it is stored: the first 64 bits of its SHA-256, a signed decimal number. */
export function storedKey(key: string): string {
  return createHash('sha256').update(key).digest().readBigInt64BE(0).toString();
}

/** Two words by their consonants, in any order and script; one word with the other's first letter, against mistakes. */
function nameKeys(name: string): string[] {
  const words = nameParts(name).words.slice(0, MAX_WORDS);
  return words.flatMap((one, index) => words.slice(index + 1).flatMap((other) => wordPairKeys(one, other)));
}

function wordPairKeys(one: string, other: string): string[] {
  const skeletons = spellings(one).flatMap((a) =>
    spellings(other).map((b) => (a < b ? `skeleton ${a} ${b}` : `skeleton ${b} ${a}`)),
  );
  return [`initial ${one} ${other.slice(0, 1)}`, `initial ${other} ${one.slice(0, 1)}`, ...skeletons];
}

function spellings(word: string): string[] {
  const forms = [word, ...formalNames(word)].slice(0, MAX_FORMS);
  return [...new Set(forms.flatMap(skeletonsOf))];
}

const MAX_FORMS = 3;

/** A house by its number and street or postcode; a street in its city; a name's consonants in a postcode. */
function placeKeys(place: Place, words: readonly string[]): string[] {
  const { number, street, beside, city, postcode } = place;
  const lines = [street, beside].filter((line) => line !== '').map((line) => line.replaceAll(' ', ''));
  const where = [postcode, city].filter((area) => area !== '');
  return [
    ...lines.flatMap((line) => (number === '' ? [] : [`house ${number} ${line}`])),
    ...lines.flatMap((line) => where.map((area) => `street ${line} ${area}`)),
    ...(number === '' ? [] : where.map((area) => `number ${number} ${area}`)),
    ...words.flatMap((word) =>
      where.flatMap((area) => skeletonsOf(word).map((skeleton) => `near ${skeleton} ${area}`)),
    ),
  ];
}
