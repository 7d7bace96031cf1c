import { oneLine, withoutBidiMarks } from '../../messages/parse/clean-text.ts';

const MAX_PERSON_NAME_LENGTH = 120;

/**
 * A display name from a header as a person would write it: no quotes, no direction marks, `Last, First` turned round,
 * `(via …)` cut off. The script stays the person's own. '' when nothing of a name is in it (an address, symbols).
 */
export function tidyName(displayName: string): string {
  let name = oneLine(withoutBidiMarks(displayName)).normalize('NFC');
  name = name
    .replace(/\s+(?:via|über|par l'intermédiaire de)\s.*$/iu, '')
    .replace(/\s*[([][^)\]]*[)\]]$/u, '');
  name = stripQuotes(name);
  if (name.includes('@') || !/\p{L}/u.test(name)) return '';
  name = turnRound(name);
  return name.slice(0, MAX_PERSON_NAME_LENGTH).toWellFormed().trim();
}

/** A name for somebody who gave none: `Karim Haddad` of `karim.haddad@…`; the address itself where that says nothing. */
export function nameFromAddress(address: string): string {
  const local = address.slice(0, address.lastIndexOf('@')).replace(/\+.*$/, '');
  const words = local
    .split(/[._-]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
  const speaks = words.length >= 1 && words.every((word) => /^\p{L}{2,}$/u.test(word));
  if (!speaks || FUNCTION_NAMES.has(local.toLowerCase())) return address;
  return words
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
    .slice(0, MAX_PERSON_NAME_LENGTH);
}

/** Local parts that name a desk, not a person. */
const FUNCTION_NAMES = new Set(
  'info contact office sales support hello mail admin service help orders order shop billing accounts team hi'.split(
    ' ',
  ),
);

const QUOTES = `"'\`“”„‘’‚«»‹›`;

function stripQuotes(name: string): string {
  return name.replace(new RegExp(`^[${QUOTES}\\s]+|[${QUOTES}\\s]+$`, 'gu'), '');
}

/** What may follow a comma without being a first name. */
const SUFFIX = /^(?:jr|sr|ii|iii|iv|ph\.?d|md|m\.d|mba|esq|inc|llc|ltd|gmbh|ag|co|corp|dr|prof)\.?$/iu;

/** `Haddad, Karim` becomes `Karim Haddad`; `Haddad & Sons, Inc` stays. */
function turnRound(name: string): string {
  const parts = name.split(',').map((part) => part.trim());
  const [last = '', first = ''] = parts;
  const nameLike = (part: string) => /^[\p{L}\p{M}'’.-]+(?: [\p{L}\p{M}'’.-]+){0,2}$/u.test(part);
  if (parts.length !== 2 || !nameLike(last) || !nameLike(first) || SUFFIX.test(first)) return name;
  return `${first} ${last}`;
}
