import { parseAddress } from '../../../lib/email-address.ts';
import { readPhoneNumber } from '../../../lib/phone-number.ts';
import { isOwnAddress } from '../../../messages/log/own-addresses.ts';
import type { ContactRow, WrittenValue } from '../contact-row.ts';
import { showContact } from '../contacts.ts';
import type { Importer, ReadSettings, RowPlace } from '../importer.ts';
import { writeContacts } from '../write-contacts.ts';
import { cardDate } from './card-date.ts';
import { CARD_FIELD } from './card-field.ts';
import { type CardProperty, components, plainText, readCard, texts } from './read-card.ts';

/** Contacts from vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350): one a card, known by address or phone. */
export const cardImporter: Importer<ContactRow> = {
  kind: 'vcard',
  names: { [CARD_FIELD]: [], kind: [], relationship: [], 'heard-from': [], tags: [] },
  required: [[CARD_FIELD]],
  mayRepeat: () => false,
  read: readContactCard,
  write: writeContacts,
  show: showContact,
};

function readContactCard(
  cell: (field: string) => string,
  place: RowPlace,
  settings: ReadSettings,
): ContactRow | { problem: string } {
  const properties = readCard(cell(CARD_FIELD).split('\n'));
  const all = (name: string) => properties.filter((property) => property.name === name);
  const first = (name: string) => all(name).sort(byPreference)[0];
  const kind = first('KIND')?.value.toLowerCase() ?? 'individual';
  if (kind !== 'individual') return { problem: `a card of a ${kind}, not of a person` };
  const warnings: string[] = [];
  const addresses = all('EMAIL')
    .sort(byPreference)
    .flatMap(({ value }) => {
      const text = plainText(value).replace(/^mailto:/i, '');
      const address = parseAddress(text);
      if (address === undefined) warnings.push(`"${text}" is not an e-mail address`);
      return address ?? [];
    })
    .filter((address) => !isOwnAddress(settings.rules.own, address));
  const phones = all('TEL').sort(byPreference).map(phoneOf);
  const phone = phones.flatMap(({ text }) => readPhoneNumber(text, settings.country)?.e164 ?? [])[0];
  const [email, ...otherEmails] = addresses;
  if (email === undefined && phone === undefined)
    return { problem: 'no e-mail address and no telephone number to know them by' };
  return {
    person: { email, phone, name: nameOf(properties) },
    values: [...valuesOf(properties), ...phones, ...constants(cell)],
    company: components(first('ORG')?.value ?? '')[0] ?? '',
    otherEmails,
    occasions: occasionsOf(properties, warnings),
    tags: [...all('CATEGORIES').flatMap(({ value }) => texts(value)), ...texts(cell('tags'))],
    note: all('NOTE')
      .map(({ value }) => plainText(value))
      .join('\n'),
    place,
    warnings,
  };
}

/** PREF of version 4 (1 is first), `TYPE=pref` before. */
function byPreference(a: CardProperty, b: CardProperty): number {
  return preference(a) - preference(b);
}

const NOT_PREFERRED = 101;

function preference({ parameters }: CardProperty): number {
  const number = Number(parameters.get('PREF')?.at(-1));
  if (number >= 1 && number < NOT_PREFERRED) return number;
  return parameters.get('TYPE')?.includes('pref') ? 1 : NOT_PREFERRED;
}

/** FN as it stands, in its own script; else N, given name first. */
function nameOf(properties: readonly CardProperty[]): string {
  const full = properties.find(({ name, value }) => name === 'FN' && plainText(value) !== '');
  if (full) return plainText(full.value);
  const structured = properties.find(({ name }) => name === 'N');
  const [family = '', given = '', additional = ''] = components(structured?.value ?? '');
  return [given, additional, family].filter((part) => part !== '').join(' ');
}

function phoneOf({ value, parameters }: CardProperty): WrittenValue {
  const types = parameters.get('TYPE') ?? [];
  const label = types.includes('cell')
    ? 'mobile'
    : types.includes('work')
      ? 'work'
      : types.includes('home')
        ? 'home'
        : '';
  const text = decodeTel(plainText(value));
  return { field: 'phone', text, ...(label === '' ? {} : { label }) };
}

/** `tel:+49-30-123456;ext=7` (RFC 3966). */
function decodeTel(text: string): string {
  if (!/^tel:/i.test(text)) return text;
  const [number = '', ...parameters] = text.slice('tel:'.length).split(';');
  const extension = parameters.find((parameter) => /^ext=/i.test(parameter))?.slice('ext='.length);
  return extension === undefined ? number : `${number} ext. ${extension}`;
}

function valuesOf(properties: readonly CardProperty[]): WrittenValue[] {
  return properties.flatMap(({ name, value }): WrittenValue[] => {
    const field = FIELDS[name];
    const text = name === 'ADR' ? addressOf(value) : plainText(value);
    return field === undefined || text === '' ? [] : [{ field, text }];
  });
}

const FIELDS: Record<string, string> = {
  TITLE: 'title',
  ADR: 'postal-address',
  URL: 'site',
  'X-SOCIALPROFILE': 'social',
  SOCIALPROFILE: 'social',
  HOBBY: 'interest',
  INTEREST: 'interest',
  'ORG-DIRECTORY': 'site',
};

/** ADR: box; extended; street; town; region; code; country (RFC 6350, 6.3.1), as it is written on an envelope. */
function addressOf(value: string): string {
  const [box = '', extended = '', street = '', town = '', region = '', code = '', country = ''] =
    components(value);
  const place = [code, town].filter((part) => part !== '').join(' ');
  return [box, extended, street, place, region, country].filter((part) => part !== '').join('\n');
}

function occasionsOf(properties: readonly CardProperty[], warnings: string[]): ContactRow['occasions'] {
  return properties.flatMap((property) => {
    const kind = OCCASIONS[property.name];
    if (kind === undefined || property.value.trim() === '') return [];
    const date = cardDate(property);
    if (date) return [{ kind, label: '', date }];
    warnings.push(`${property.name} "${plainText(property.value)}" names no day`);
    return [];
  });
}

const OCCASIONS: Record<string, 'birthday' | 'anniversary'> = {
  BDAY: 'birthday',
  ANNIVERSARY: 'anniversary',
  'X-ANNIVERSARY': 'anniversary',
};

/** What the command says of everybody in the file. */
function constants(cell: (field: string) => string): WrittenValue[] {
  return ['kind', 'relationship', 'heard-from'].flatMap((field) => {
    const text = cell(field);
    return text === '' ? [] : [{ field, text }];
  });
}
