import { hasMany, isColumnField } from '../../customers/record/fields.ts';
import type { HistoryEntry } from '../../customers/record/history.ts';
import type { KnownDetail } from '../../customers/record/known-details.ts';
import { readOccasionDate } from '../../customers/record/occasion-date.ts';
import { SHOWN_FIELDS } from '../../customers/record/read-value.ts';
import type { ShownContact } from '../../customers/record/show-contact.ts';
import { CALENDARS, directionOf } from '../../lib/locale.ts';
import { isolated } from '../words/record-words.ts';
import { type RecordText, rulingDetail } from './record-text.ts';

/** One line of a record: what it is, what is known, and where that is from. */
export interface RecordLine {
  term: string;
  value: string;
  /** Where it is from; '' where that goes without saying. */
  note: string;
  /** The mail it was read in. */
  messageId?: string;
  /** The page of what it names. */
  href?: string;
}

/** Everything of a contact that is one value or a few: columns and details, in the order of SHOWN_FIELDS, then the business's own. */
export function recordLines(
  found: Pick<ShownContact, 'contact' | 'details'>,
  text: RecordText,
): RecordLine[] {
  const { contact, details } = found;
  const own = [...new Set(details.map(({ field }) => field))].filter(
    (field) => !SHOWN_FIELDS.includes(field),
  );
  return [...SHOWN_FIELDS, ...own].flatMap((field): RecordLine[] => {
    if (!isColumnField(field)) return detailLines(details, field, text);
    const value = shownColumn(contact, field);
    if (value === null || value === '') return [];
    const detail = rulingDetail(contact.beneath, details, field);
    const line = {
      term: text.field(field),
      value: text.value(field, value),
      ...(field === 'company' && contact.company_id !== null
        ? { href: `/companies/${contact.company_id}` }
        : {}),
    };
    if (detail) return [{ ...line, ...noteOf(detail, text) }];
    return [{ ...line, note: baseNote(contact, field, text) }];
  });
}

/** The lines of one field that is no column. */
export function detailLines(details: readonly KnownDetail[], field: string, text: RecordText): RecordLine[] {
  const found = details.filter((detail) => detail.field === field);
  return (hasMany(field) ? found : found.slice(0, 1)).map((detail) => {
    const value = text.value(field, detail.value);
    const label = detail.label === '' ? '' : ` (${isolated(detail.label)})`;
    return {
      term: text.field(field),
      value: label === '' ? value : `${isolated(value)}${label}`,
      ...noteOf(detail, text),
    };
  });
}

function noteOf(detail: KnownDetail, text: RecordText): Pick<RecordLine, 'note' | 'messageId'> {
  const note = text.source(detail);
  return detail.mailSentAt === null || detail.sourceRef === null
    ? { note }
    : { note, messageId: detail.sourceRef };
}

type Contact = ShownContact['contact'];

function shownColumn(contact: Contact, field: string): string | null {
  switch (field) {
    case 'company':
      return contact.company;
    case 'owner':
      return contact.owner;
    case 'time-zone':
      return contact.time_zone;
    case 'preferred-channel':
      return contact.preferred_channel;
    case 'heard-from':
      return contact.heard_from;
    case 'name':
    case 'kind':
    case 'locale':
    case 'calendar':
    case 'relationship':
      return contact[field];
    default:
      return null;
  }
}

/** Where a column is from that mail and purchases filled. */
function baseNote(contact: Contact, field: string, text: RecordText): string {
  const { sources } = text.words;
  if (field === 'name') {
    if (contact.name_at !== null) return contact.name_own ? sources.ownName : sources.ourName;
    return contact.source === 'mail' ? sources.addressName : created(contact, text);
  }
  if (field === 'locale') return sources.mailLanguage;
  if (field === 'company') return sources.addressDomain;
  if (field === 'kind') {
    if (contact.purchase_count > 0) return sources.bought;
    if (contact.source !== 'mail') return created(contact, text);
    return contact.kind === 'lead' ? sources.wrote : '';
  }
  return '';
}

/** Who or what brought the contact. */
function created({ source, source_ref: sourceRef, created_at: at }: Contact, text: RecordText): string {
  return text.source({ source, sourceRef, at, mailSentAt: null });
}

/** Occasions with their next day; one of their own kind by its label. */
export function occasionLines(occasions: ShownContact['occasions'], text: RecordText): RecordLine[] {
  return occasions.map((occasion) => {
    const note = [text.next(occasion), text.source(occasion)].filter((part) => part !== '').join(' · ');
    const { kind, label } = occasion;
    const of = label === '' ? '' : ` (${label})`;
    return {
      term: kind === 'custom' && label !== '' ? label : `${text.words.occasions[kind]}${of}`,
      value: text.occasion(occasion),
      note,
      ...(occasion.mailSentAt === null || occasion.sourceRef === null
        ? {}
        : { messageId: occasion.sourceRef }),
    };
  });
}

/** What changed: from what to what, by whom, and whether it was undone. */
export function historyLine(
  entry: HistoryEntry,
  text: RecordText,
): { what: string; change: string; who: string } {
  const { words } = text;
  const [was, became] = [
    changedValue(entry.what, entry.was, text),
    changedValue(entry.what, entry.became, text),
  ];
  const arrow = directionOf(text.locale) === 'ltr' ? '→' : '←';
  const change =
    became === null
      ? `${isolated(was ?? '')} – ${words.says.removed}`
      : was === null
        ? became
        : `${isolated(was)} ${arrow} ${isolated(became)}`;
  const undone = entry.undoneAt === null ? '' : ` · ${words.says.undone}`;
  return { what: text.field(entry.what), change, who: `${byWhom(entry.actor, text)}${undone}` };
}

function byWhom(actor: string, { words }: RecordText): string {
  if (actor === 'wafa') return words.says.found;
  return actor === 'command line' ? words.says.commandLine : actor;
}

function changedValue(what: string, value: string | null, text: RecordText): string | null {
  if (value === null) return null;
  if (what.startsWith('detail:')) return text.value(what.slice('detail:'.length), value);
  if (!what.startsWith('occasion')) return value;
  const [, date = value, calendar = 'gregorian'] = /^(\S+)(?: \((\w+)\))?$/.exec(value) ?? [];
  const read = readOccasionDate(date, CALENDARS.find((one) => one === calendar) ?? 'gregorian');
  return read ? text.occasion(read) : value;
}
