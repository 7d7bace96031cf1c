import type { Locale } from '../../lib/locale.ts';
import type { Person } from './person.ts';
import { deckOf, fill, type Random, randomFrom } from './random.ts';
import { BAKERY_SIGNATURES, STAFF_NAMES } from './staff.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { Words } from './words/words.ts';

type ListOfWords = {
  [Key in keyof Words]: Words[Key] extends readonly unknown[] ? Key : never;
}[keyof Words];

/** Where the letters of the story are composed: chance, and decks of words that do not repeat themselves. */
export interface WritingDesk {
  now: Date;
  random: Random;
  /** The next of the words of a kind in a language. */
  draw<Key extends ListOfWords>(locale: Locale, kind: Key): Words[Key][number];
  /** A customer's letter: greeting, what they say, name, and sometimes a signature. */
  fromCustomer(person: Person, body: string, values?: Readonly<Record<string, string>>): string;
  /** An answer of the bakery, signed by Maryam or Yusuf. */
  fromStaff(person: Person, body: string, values?: Readonly<Record<string, string>>): string;
}

/** A desk whose letters depend on `seed` alone. */
export function openDesk(now: Date, seed: string | number): WritingDesk {
  const random = randomFrom(seed);
  const decks = new Map<string, () => unknown>();
  const draw = <Key extends ListOfWords>(locale: Locale, kind: Key): Words[Key][number] => {
    const key = `${locale} ${kind}`;
    const words: readonly unknown[] = ALL_WORDS[locale][kind];
    const deck = decks.get(key) ?? deckOf(words, random);
    decks.set(key, deck);
    return deck() as Words[Key][number];
  };
  return {
    now,
    random,
    draw,
    fromCustomer(person, body, values = {}) {
      const { locale, company } = person;
      const signature = company !== undefined ? `\n${company}` : '';
      const lines = [
        draw(locale, 'greetings'),
        '',
        sentence(fill(body, values), locale),
        '',
        draw(locale, 'closings'),
        `${random.chance(0.5) ? person.first : person.name}${signature}`,
      ];
      return lines.join('\n');
    },
    fromStaff(person, body, values = {}) {
      const { locale } = person;
      const who = random.chance(0.8) ? STAFF_NAMES.maryam : STAFF_NAMES.yusuf;
      const named = { name: person.first, ...values };
      const lines = [
        fill(draw(locale, 'staffGreetings'), named),
        '',
        sentence(fill(body, named), locale),
        '',
        draw(locale, 'staffClosings'),
        who[locale],
        '',
        BAKERY_SIGNATURES[locale],
      ];
      return lines.join('\n');
    },
  };
}

/** English begins a letter with a capital after the greeting more often than not. */
function sentence(text: string, locale: Locale): string {
  return locale === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
