import { canonicalAddress } from '../../lib/email-address.ts';
import { parseHeaderFields } from '../parse/header-fields.ts';
import { parseMailDate } from '../parse/parse-date.ts';

/** What an import has to know of a mail before it is read: when it came, and who is in it. */
export interface MailHead {
  /** By the topmost Received (RFC 5321 4.4), else by Date; null when neither says. */
  receivedAt: Date | null;
  /** Canonical addresses of everyone in it. */
  addresses: Set<string>;
  /** False for bytes that are no mail: not one field at the beginning. */
  hasHeader: boolean;
}

/** Octets of a mail that are looked at. */
const MAX_HEAD_BYTES = 256 * 1024;
const MAX_FIELDS = 2000;
const PEOPLE = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'delivered-to', 'return-path']);

/** Looks at the head of a mail, with CRLF or LF. */
export function readMailHead(mail: Buffer): MailHead {
  const fields = parseHeaderFields(mail.toString('latin1', 0, MAX_HEAD_BYTES), MAX_FIELDS);
  const received = fields.find(({ name }) => name === 'received')?.value ?? '';
  const date = fields.find(({ name }) => name === 'date')?.value ?? '';
  const people = fields.filter(({ name }) => PEOPLE.has(name)).map(({ value }) => value);
  return {
    receivedAt: dateIn(received.slice(received.lastIndexOf(';') + 1)) ?? dateIn(date),
    addresses: new Set(people.flatMap(addressesIn)),
    hasHeader: fields.length > 0,
  };
}

function dateIn(text: string): Date | null {
  return text.trim() === '' ? null : parseMailDate(text);
}

function addressesIn(value: string): string[] {
  const found = value.match(/[^\s<>,;:"()[\]]+@[^\s<>,;:"()[\]]+/g) ?? [];
  return found.flatMap((text) => canonicalAddress(text) ?? []);
}

/** The time in the separator of an mbox, `From karim@workshop.example Fri Apr  5 12:00:00 2024`, read as UTC, or null. */
export function separatorDate(separator: string): Date | null {
  const parts =
    /([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?)(?: +([A-Z]{3,4}|[+-]\d{4}))? +(\d{4})/.exec(
      separator,
    );
  if (!parts) return null;
  const [, month, day, time, zone = '+0000', year] = parts;
  return parseMailDate(`${day} ${month} ${year} ${time} ${zone}`);
}
