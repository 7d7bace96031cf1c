import type { OccasionKind } from '../../database/customer-tables.ts';
import { parseAddress } from '../../lib/email-address.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import { type OccasionDate, readOccasionDate } from '../record/occasion-date.ts';
import { readConsent } from './consent-column.ts';
import { CONTACT_FIELDS } from './contact-fields.ts';
import type { ContactRow, WrittenValue } from './contact-row.ts';
import type { Importer, ReadSettings, RowPlace } from './importer.ts';
import { postalAddress } from './postal-address.ts';
import { readPerson, showPerson } from './read-person.ts';
import { writeContacts } from './write-contacts.ts';

type Cell = (field: string) => string;

/** Contacts: one a row, known by address, customer number or phone. */
export const contactImporter: Importer<ContactRow> = {
  kind: 'contacts',
  names: CONTACT_FIELDS,
  required: [['email', 'customer', 'phone', 'mobile', 'work-phone']],
  mayRepeat: () => false,
  read: readContact,
  write: writeContacts,
  show: showContact,
};

const PHONES = { phone: '', mobile: 'mobile', 'work-phone': 'work' };
/** Fields that are taken as they stand, a value a cell. */
const SINGLE = [
  'title',
  'time-zone',
  'calendar',
  'kind',
  'relationship',
  'owner',
  'preferred-channel',
  'heard-from',
];
/** Fields of which a cell may name several, parted by semicolons. */
const SEVERAL = ['site', 'social', 'interest', 'membership', 'family'];

function readContact(
  cell: Cell,
  place: RowPlace,
  settings: ReadSettings,
  fields: ReadonlySet<string>,
): ContactRow | { problem: string } {
  const name =
    cell('name') || [cell('first-name'), cell('last-name')].filter((part) => part !== '').join(' ');
  const phone =
    Object.keys(PHONES)
      .map(cell)
      .find((text) => readPhoneNumber(text, settings.country)) ?? '';
  const named = (field: string) => (field === 'name' ? name : field === 'phone' ? phone : cell(field));
  const person = readPerson(named, settings);
  if ('problem' in person) return person;
  const warnings: string[] = [];
  const otherEmails = cell('other-email')
    .split(/[;,\s]+/)
    .filter((text) => text !== '')
    .flatMap((text) => parseAddress(text) ?? (warnings.push(`"${text}" is not an e-mail address`), []));
  const consent = readConsent(cell, warnings);
  return {
    ...(consent === undefined ? {} : { consent }),
    person,
    values: valuesOf(cell, fields),
    company: cell('company'),
    otherEmails,
    occasions: occasionsOf(cell, warnings),
    tags: parts(cell('tags')),
    note: cell('note'),
    place,
    warnings,
  };
}

/** What a row says of the record, apart from who it is about. */
export function valuesOf(cell: Cell, fields: ReadonlySet<string>): WrittenValue[] {
  const values: WrittenValue[] = [];
  const add = (field: string, text: string, label = '') => {
    if (text !== '') values.push({ field, text, ...(label === '' ? {} : { label }) });
  };
  for (const [field, label] of Object.entries(PHONES)) add('phone', cell(field), label);
  for (const field of SINGLE) add(field, cell(field));
  add('locale', cell('language'));
  for (const field of SEVERAL) for (const text of parts(cell(field))) add(field, text);
  add('postal-address', postalAddress(cell));
  for (const field of fields) if (field.startsWith('custom:')) add(field, cell(field));
  return values;
}

function parts(text: string): string[] {
  return text
    .split(/[;؛|,،]|:::/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function occasionsOf(cell: Cell, warnings: string[]): ContactRow['occasions'] {
  const kinds: OccasionKind[] = ['birthday', 'anniversary'];
  return kinds.flatMap((kind) => {
    const text = cell(kind);
    if (text === '') return [];
    const date: OccasionDate | undefined = readOccasionDate(text.replace(/[T ]00:00.*$/, ''));
    if (date) return [{ kind, label: '', date }];
    warnings.push(`"${text}" is not a day; write for example 1990-05-14`);
    return [];
  });
}

/** A contact as it was understood, for a preview. */
export function showContact(row: ContactRow): Record<string, string> {
  const { person, values, company, otherEmails, occasions, tags, note, consent } = row;
  return {
    ...showPerson(person),
    ...Object.fromEntries(
      values.map(({ field, text, label }) => [label ? `${field} (${label})` : field, text]),
    ),
    ...(consent === undefined ? {} : { consent: `${consent.state}: ${consent.purposes.join(', ')}` }),
    ...(company === '' ? {} : { company }),
    ...(otherEmails.length === 0 ? {} : { 'other-email': otherEmails.join('; ') }),
    ...Object.fromEntries(
      occasions.map(({ kind, date }) => [
        kind,
        `${date.year ?? '-'}-${date.month}-${date.day} ${date.calendar}`,
      ]),
    ),
    ...(tags.length === 0 ? {} : { tags: tags.join(', ') }),
    ...(note === '' ? {} : { note: note.slice(0, MAX_NOTE_SHOWN) }),
  };
}

const MAX_NOTE_SHOWN = 60;
