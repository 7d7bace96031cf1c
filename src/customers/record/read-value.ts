import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import { choicesOf, isField, MAX_VALUE } from './fields.ts';

/** A value as it is kept, with how it was written. */
export interface ReadValue {
  field: string;
  value: string;
  label?: string;
  data?: object;
}

/** What people call fields and choices beside their own names. */
const FIELD_NAMES: Record<string, string> = {
  language: 'locale',
  timezone: 'time-zone',
  channel: 'preferred-channel',
  address: 'postal-address',
  website: 'site',
};
const CHOICE_NAMES: Record<string, string> = {
  jalali: 'persian',
  hijri: 'islamic',
  english: 'en',
  arabic: 'ar',
  persian: 'fa',
  farsi: 'fa',
};

/** The field that a person means. Throws a WafaError that says which there are. */
export function readFieldName(text: string): string {
  const name = FIELD_NAMES[text.toLowerCase()] ?? (text.startsWith('custom:') ? text : text.toLowerCase());
  if (isField(name)) return name;
  const near = nearestName(name, SHOWN_FIELDS);
  throw new WafaError(`there is no field "${text}"`, {
    hint: `${near === undefined ? '' : `did you mean ${near}? `}There are: ${SHOWN_FIELDS.join(', ')}, and custom:KEY for your own`,
    exitCode: ExitCode.usage,
  });
}

/** The fields that a person can set, in the order in which they are shown. */
export const SHOWN_FIELDS = [
  'name',
  'title',
  'company',
  'kind',
  'relationship',
  'owner',
  'phone',
  'postal-address',
  'site',
  'social',
  'preferred-channel',
  'heard-from',
  'locale',
  'calendar',
  'time-zone',
  'family',
  'interest',
  'membership',
];

/**
 * Reads what a person wrote for a field: a phone becomes E.164 (in `country` where it names none), an owner one of the
 * business's people, a choice one of those there are. A company is found or made elsewhere. Throws a WafaError that
 * says what would be right.
 */
export async function readValue(
  tx: Tx,
  field: string,
  text: string,
  { country }: { country: string | undefined },
): Promise<ReadValue> {
  const tidy = text.normalize('NFC').trim();
  if (tidy === '' || tidy.length > MAX_VALUE) throw wrong(field, text, `write 1 to ${MAX_VALUE} characters`);
  if (field === 'phone') return readPhone(tidy, country);
  if (field === 'owner') return readOwner(tx, tidy);
  if (field === 'site' || field === 'social') return { field, value: readLink(field, tidy) };
  if (field === 'time-zone') return { field, value: readTimeZone(tidy) };
  const choices = choicesOf(field);
  if (choices === undefined) return { field, value: tidy };
  const word = tidy.toLowerCase();
  const value = [word, CHOICE_NAMES[word]].find((one) => one !== undefined && choices.includes(one));
  if (value === undefined) throw wrong(field, text, `one of ${choices.join(', ')}`);
  return { field, value };
}

function wrong(field: string, text: string, hint: string): WafaError {
  return new WafaError(`${/^[aeiou]/.test(field) ? 'not an' : 'not a'} ${field}: "${text.slice(0, 100)}"`, {
    hint,
    exitCode: ExitCode.usage,
  });
}

function readPhone(text: string, country: string | undefined): ReadValue {
  const number = readPhoneNumber(text, country);
  if (number) {
    const extension = number.extension === '' ? {} : { extension: number.extension };
    return { field: 'phone', value: number.e164, data: { written: text, ...extension } };
  }
  const international = 'write it with its country, such as +49 30 123456';
  throw wrong(
    'phone',
    text,
    country === undefined
      ? `${international}, or set business.country for numbers without one`
      : `${international}, or as it is dialled in ${country}`,
  );
}

async function readOwner(tx: Tx, text: string): Promise<ReadValue> {
  const people = await tx
    .selectFrom('people')
    .select(['id', 'name', 'email'])
    .where('removed_at', 'is', null)
    .orderBy('email')
    .execute();
  const wanted = text.toLowerCase();
  const found = people.filter(
    ({ id, name, email }) => email.toLowerCase() === wanted || name.toLowerCase() === wanted || id === wanted,
  );
  const [owner] = found;
  if (owner && found.length === 1) return { field: 'owner', value: owner.id, label: owner.name };
  const names = people.map(({ name, email }) => `${name} <${email}>`).join(', ');
  throw wrong(
    'owner',
    text,
    names === ''
      ? 'nobody is named under managers or staff of the configuration'
      : `one of ${names}; others are named under staff of the configuration`,
  );
}

function readLink(field: string, text: string): string {
  const link = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text.replace(/^@/, '')}`;
  const url = URL.parse(link);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes('.');
  if (!isWeb || /\s/.test(text))
    throw wrong(field, text, 'write the address of a page, such as https://example.com/maryam');
  return url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : url.href;
}

function readTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw wrong('time-zone', text, 'write an IANA name such as Europe/Berlin or Asia/Tehran');
  }
}
