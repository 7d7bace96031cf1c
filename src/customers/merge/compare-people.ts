import { compareNames, type NameComparison, type WordPair } from '../names/compare-names.ts';
import type { WordLikeness } from '../names/compare-words.ts';
import { DESK_WORDS } from '../names/desk-words.ts';
import { typingMistakes } from '../names/likeness.ts';
import { compareAddresses } from './compare-addresses.ts';
import { comparePlaces } from './compare-places.ts';
import { agreementBits, type Evidence } from './evidence.ts';
import type { Frequency, PersonFacts } from './person-facts.ts';

export interface Comparison {
  /** All evidence together, less the odds against any two being one; 0 is even odds. */
  bits: number;
  /** The strongest first. */
  evidence: readonly Evidence[];
}

/**
 * Weighs what speaks for and against two contacts being one person, as Fellegi and Sunter (1969) do: every value that
 * agrees counts by its rarity, every one that differs by how seldom it would in one person. What a household or an
 * office shares (family name, home, phone) counts only up to a limit, and not at all without something of the person's
 * own: relatives, twins and colleagues agree in all of it. `contacts` is their number; `more` what mail says of the pair.
 */
export function comparePeople(
  a: PersonFacts,
  b: PersonFacts,
  frequency: Frequency,
  contacts: number,
  more: readonly Evidence[] = [],
): Comparison {
  const name = compareTheNames(a, b, frequency);
  const own = [
    ...name.own,
    ...compareBirthdays(a, b, frequency),
    ...compareIdentifiers(a, b, frequency),
    ...compareAddresses(a.addresses, b.addresses, frequency),
    ...more,
  ];
  const shared = [
    ...name.shared,
    ...comparePlaces(a.places, b.places, frequency),
    ...comparePhones(a, b, frequency),
  ];
  const ownBits = sum(own);
  const sharedBits = Math.min(sum(shared), ownBits > 0 ? MAX_SHARED : 0);
  const evidence = [...own, ...shared].filter(({ bits }) => Math.abs(bits) >= WORTH_SAYING);
  return {
    bits: ownBits + sharedBits - Math.log2(contacts),
    evidence: evidence.sort((x, y) => Math.abs(y.bits) - Math.abs(x.bits)),
  };
}

const MAX_SHARED = 18;
const WORTH_SAYING = 0.5;

const MAX_WORD_BITS = 10;
/** Less than the same word, where it is only alike. */
const LESS: Readonly<Record<Exclude<WordLikeness, 'different' | 'initial'>, number>> = {
  same: 0,
  'two-scripts': 0.5,
  spelling: 1.5,
  nickname: 2,
  typo: 2.5,
};
const INITIAL_BITS = 1.5;
const WORD_DIFFERS = -9;
const ALL_WORDS_DIFFER = -6;
const GENERATION_DIFFERS = -15;

/**
 * The rarest word that agrees may be the family's and is shared; all the others are the person's own. With one word
 * differing and one agreeing it is the given name or the family name that differs: relatives.
 */
function compareTheNames(
  a: PersonFacts,
  b: PersonFacts,
  frequency: Frequency,
): { own: Evidence[]; shared: Evidence[] } {
  const { pairs, reason, generationsDiffer } = bestNames(a.names, b.names);
  const words = pairs.map((pair) => wordEvidence(pair, frequency));
  const alike = words.filter(({ kind }) => kind !== 'word-different').sort((x, y) => y.bits - x.bits);
  const differing = words.filter(({ kind }) => kind === 'word-different');
  // Where nothing agrees it is another name altogether, which people have: one married, one was written in haste.
  const own =
    alike.length === 0 ? differing.slice(0, 1).map((one) => ({ ...one, bits: ALL_WORDS_DIFFER })) : differing;
  if (generationsDiffer) own.push({ kind: 'generation-differs', bits: GENERATION_DIFFERS, detail: reason });
  return { own: [...own, ...alike.slice(1)], shared: alike.slice(0, 1) };
}

function bestNames(ours: readonly string[], theirs: readonly string[]): NameComparison {
  const compared = ours.flatMap((one) => theirs.map((other) => compareNames(one, other)));
  return compared.reduce(
    (best, next) => (next.score > best.score ? next : best),
    compared[0] ?? compareNames('', ''),
  );
}

function wordEvidence({ a, b, likeness }: WordPair, frequency: Frequency): Evidence {
  const kind = `word-${likeness}` as const;
  const detail = a === b ? a : `${a} – ${b}`;
  if (likeness === 'different') return { kind, bits: WORD_DIFFERS, detail };
  if (DESK_WORDS.has(a) || DESK_WORDS.has(b)) return { kind, bits: 0, detail };
  if (likeness === 'initial') return { kind, bits: INITIAL_BITS, detail };
  const chance = Math.max(frequency('word', a), frequency('word', b));
  return { kind, bits: Math.max(1, agreementBits(chance, MAX_WORD_BITS) - LESS[likeness]), detail };
}

const MAX_BIRTHDAY_BITS = 12;
const BIRTHDAY_MISTAKE = 4.5;
const BIRTHDAY_DIFFERS = -6;
/** Two dates a generation apart: father and son. */
const BIRTHDAY_FAR = -9;
const GENERATION_YEARS = 15;

function compareBirthdays(a: PersonFacts, b: PersonFacts, frequency: Frequency): Evidence[] {
  const [one] = a.birthdays;
  const [other] = b.birthdays;
  if (one === undefined || other === undefined) return [];
  const same = a.birthdays.find((date) => b.birthdays.includes(date));
  if (same !== undefined)
    return [
      { kind: 'birthday', bits: agreementBits(frequency('birthday', same), MAX_BIRTHDAY_BITS), detail: same },
    ];
  const detail = `${one}, ${other}`;
  if (one.length !== other.length) {
    const agrees = one.endsWith(other) || other.endsWith(one);
    return [
      { kind: agrees ? 'birthday-alike' : 'birthday-differs', bits: agrees ? 6 : BIRTHDAY_DIFFERS, detail },
    ];
  }
  const swapped = one.slice(0, -4) === other.slice(0, -4) && one.slice(-4, -2) === other.slice(-2);
  if (typingMistakes(one, other) === 1 || swapped)
    return [{ kind: 'birthday-alike', bits: MAX_BIRTHDAY_BITS - BIRTHDAY_MISTAKE, detail }];
  const far = Math.abs(Number(one.slice(0, -4)) - Number(other.slice(0, -4))) >= GENERATION_YEARS;
  return [{ kind: 'birthday-differs', bits: far ? BIRTHDAY_FAR : BIRTHDAY_DIFFERS, detail }];
}

const MAX_IDENTIFIER_BITS = 14;
const IDENTIFIER_MISTAKE = 5;
const IDENTIFIER_DIFFERS = -6;
/** A shorter number with one mistake is simply another one. */
const MIN_LONG_NUMBER = 6;

function compareIdentifiers(a: PersonFacts, b: PersonFacts, frequency: Frequency): Evidence[] {
  return [...a.identifiers].flatMap(([key, one]): Evidence[] => {
    const other = b.identifiers.get(key);
    if (other === undefined) return [];
    const detail = `${key} ${one}`;
    if (one === other) {
      const bits = agreementBits(frequency('identifier', `${key}:${one}`), MAX_IDENTIFIER_BITS);
      return [{ kind: 'identifier', bits, detail }];
    }
    const mistake = one.length >= MIN_LONG_NUMBER && typingMistakes(one, other) === 1;
    const bits = mistake ? MAX_IDENTIFIER_BITS - IDENTIFIER_MISTAKE : IDENTIFIER_DIFFERS;
    return [
      { kind: mistake ? 'identifier-alike' : 'identifier-differs', bits, detail: `${detail}, ${other}` },
    ];
  });
}

const MAX_PHONE_BITS = 9;

function comparePhones(a: PersonFacts, b: PersonFacts, frequency: Frequency): Evidence[] {
  const same = a.phones.find((phone) => b.phones.includes(phone));
  if (same === undefined) return [];
  return [{ kind: 'phone', bits: agreementBits(frequency('phone', same), MAX_PHONE_BITS), detail: same }];
}

function sum(evidence: readonly Evidence[]): number {
  return evidence.reduce((total, { bits }) => total + bits, 0);
}
