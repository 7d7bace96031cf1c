/** What of a contact tells whether another one is the same person. */
export interface PersonFacts {
  id: string;
  /** As written; the one that counts first, then what else they are called. */
  names: readonly string[];
  /** Canonical e-mail addresses. */
  addresses: readonly string[];
  /** E.164, or as written where it is no number anybody could call. */
  phones: readonly string[];
  /** Digits, year first: `19840928`; `0928` without a year. */
  birthdays: readonly string[];
  /** Numbers that one person has and no other: `soc_sec_id` → `7369009`. */
  identifiers: ReadonlyMap<string, string>;
  /** Those that somebody wrote down on purpose, and that nobody guessed. */
  sureIdentifiers: ReadonlySet<string>;
  places: readonly Place[];
}

/** Where somebody lives or works; folded, '' where nothing is known. */
export interface Place {
  number: string;
  street: string;
  /** A second line: a building, a flat, a quarter. */
  beside: string;
  city: string;
  postcode: string;
  region: string;
}

/** Kinds of values whose rarity counts. */
export type ValueKind =
  | 'word'
  | 'phone'
  | 'local'
  | 'birthday'
  | 'identifier'
  | 'street'
  | 'beside'
  | 'city'
  | 'postcode'
  | 'region';

/** How often a value occurs among all contacts, 0 to 1, as estimated from the data itself. */
export type Frequency = (kind: ValueKind, value: string) => number;
