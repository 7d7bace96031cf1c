import { compareNames } from '../names/compare-names.ts';
import type { PersonFacts } from './person-facts.ts';
import { accountOf } from './same-account.ts';

/**
 * Whether two contacts are one person without any doubt, so that they may be merged unasked: one mailbox, or the same
 * personal number, birthday and full name, with nothing that differs. Everything else is likely at most, however much
 * speaks for it: father and son, twins and two people of one name agree in name, home, phone, and more.
 */
export function certainReason(a: PersonFacts, b: PersonFacts): string | undefined {
  const accounts = new Set(b.addresses.map(accountOf));
  const mailbox = a.addresses.find((address) => accounts.has(accountOf(address)));
  if (mailbox !== undefined) return `one mailbox: ${accountOf(mailbox)}`;
  const number = sameNumber(a, b);
  if (number === undefined) return undefined;
  const birthdays = new Set([...a.birthdays, ...b.birthdays]);
  const bornOnce = birthdays.size === 1 && a.birthdays.length > 0 && b.birthdays.length > 0;
  return bornOnce && isFullySame(a, b) ? `the same ${number}, birthday and name` : undefined;
}

/** A number that both have, that nobody guessed; undefined when they differ in another. */
function sameNumber(a: PersonFacts, b: PersonFacts): string | undefined {
  let same: string | undefined;
  for (const [key, value] of a.identifiers) {
    const other = b.identifiers.get(key);
    if (other === undefined) continue;
    if (other !== value) return undefined;
    if (value.length >= MIN_PERSONAL_NUMBER && a.sureIdentifiers.has(key) && b.sureIdentifiers.has(key))
      same ??= key;
  }
  return same;
}

const MIN_PERSONAL_NUMBER = 6;

function isFullySame(a: PersonFacts, b: PersonFacts): boolean {
  const [one = ''] = a.names;
  const [other = ''] = b.names;
  const { pairs, left, generationsDiffer } = compareNames(one, other);
  return (
    pairs.length >= 2 &&
    left.length === 0 &&
    !generationsDiffer &&
    pairs.every(({ likeness }) => likeness === 'same')
  );
}
