import type { MailAddress } from '../../lib/email-address.ts';
import { cleanText, oneLine } from './clean-text.ts';
import { mainValue, parameterOf } from './header-fields.ts';
import { htmlToPlainText } from './html-text.ts';
import {
  MAX_HEADER_VALUE_LENGTH,
  MAX_HTML_LENGTH,
  MAX_MESSAGE_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_RECIPIENTS,
  MAX_REFERENCES,
  MAX_REPORT_BYTES,
  MAX_SUBJECT_LENGTH,
  MAX_TEXT_LENGTH,
} from './limits.ts';
import { mailBytes } from './mail-bytes.ts';
import { parseMailDate } from './parse-date.ts';
import { headerValue, type ParsedMessage } from './parsed-message.ts';
import { PoisonError } from './poison-error.ts';
import { readWellFormed, type WellFormedOptions } from './read-well-formed.ts';
import { repairMail } from './repair-mail.ts';
import { type MailparserResult, runMailparser } from './run-mailparser.ts';
import { type RawScan, scanRaw } from './scan-raw.ts';

/**
 * Reads raw mail (RFC 5322, MIME) into plain data. Charsets nobody knows are read as UTF-8; missing or broken fields
 * become null or empty. Throws only PoisonError: a bomb (scan-raw.ts), or a mail that broke the parser.
 */
export async function parseMessage(raw: Uint8Array, options?: WellFormedOptions): Promise<ParsedMail> {
  const bytes = mailBytes(raw);
  const scan = scanRaw(bytes);
  try {
    const read = readWellFormed(bytes, scan, options);
    if (read && isReadable(read)) return assembleMessage(scan, read);
    const repaired = repairMail(bytes, scan);
    if (repaired === bytes) return assembleMessage(scan, read ?? (await runMailparser(bytes)));
    return assembleMessage(scanRaw(repaired), await runMailparser(repaired));
  } catch (error) {
    if (error instanceof PoisonError) throw error;
    throw new PoisonError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A mail, and how much HTML it has: `html` may be left unread beside a text. */
export interface ParsedMail extends ParsedMessage {
  /** About how many characters; null where it has none. */
  htmlLength: number | null;
}

/** False when some bytes were in no charset that the mail names. */
function isReadable({ text = '', html = '' }: MailparserResult): boolean {
  return !text.includes('\ufffd') && !html.includes('\ufffd');
}

/** The message of what a parser made of the mail, cleaned and held to its limits. */
export function assembleMessage(scan: RawScan, parsed: MailparserResult): ParsedMail {
  const shortened: string[] = [];
  const keep = (text: string, maxLength: number, what: string) => {
    if (text.length > maxLength && !shortened.includes(what)) shortened.push(what);
    return cleanText(text, maxLength);
  };
  const html = parsed.html === undefined ? null : keep(parsed.html, MAX_HTML_LENGTH, 'html');
  const plain = parsed.text ?? '';
  const textFromHtml = html !== null && plain.trim() === '';
  // Cleaned before it is taken apart: a NUL in it must reach neither the class nor the database.
  const contentType = cleanText(headerValue(scan.headers, 'content-type'), MAX_HEADER_VALUE_LENGTH);
  const references = messageIds(headerValue(scan.headers, 'references'));
  if (references.length > MAX_REFERENCES) shortened.push('references');
  return {
    messageId: messageIds(headerValue(scan.headers, 'message-id'))[0] ?? null,
    inReplyTo: messageIds(headerValue(scan.headers, 'in-reply-to'))[0] ?? null,
    references: references.length > MAX_REFERENCES ? rootAndRecent(references) : references,
    subject: oneLine(cleanText(stringOf(parsed.headers.get('subject')), MAX_SUBJECT_LENGTH)),
    from: addressesOf(parsed.headers.get('from'))[0] ?? null,
    sender: addressesOf(parsed.headers.get('sender'))[0] ?? null,
    replyTo: addressesOf(parsed.headers.get('reply-to')),
    to: addressesOf(parsed.headers.get('to')),
    cc: addressesOf(parsed.headers.get('cc')),
    bcc: addressesOf(parsed.headers.get('bcc')),
    date: parseMailDate(headerValue(scan.headers, 'date')),
    headers: scan.headers.map(({ name, value }) => ({
      name,
      value: keep(value, MAX_HEADER_VALUE_LENGTH, 'headers'),
    })),
    text: keep(textFromHtml ? htmlToPlainText(html) : plain, MAX_TEXT_LENGTH, 'text'),
    textFromHtml,
    html,
    htmlLength: parsed.unreadHtml ?? html?.length ?? null,
    attachments: parsed.attachments.map((attachment) => ({
      ...attachment,
      filename:
        attachment.filename === null ? null : oneLine(cleanText(attachment.filename, MAX_NAME_LENGTH)),
      contentType: cleanText(attachment.contentType, MAX_NAME_LENGTH),
      contentId: attachment.contentId === null ? null : cleanText(attachment.contentId, MAX_NAME_LENGTH),
    })),
    contentType: mainValue(contentType) || 'text/plain',
    reportType: parameterOf(contentType, 'report-type').toLowerCase() || null,
    reports: parsed.reports.map(({ contentType, content }) => ({
      contentType: cleanText(contentType, MAX_NAME_LENGTH),
      content: keep(content, MAX_REPORT_BYTES, 'reports'),
    })),
    calendar:
      mainValue(contentType) === 'text/calendar' ||
      parsed.attachments.some(
        ({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics',
      ),
    shortened,
  };
}

/**
 * The Message-IDs of a field, without angle brackets (RFC 5322 3.6.4). Tolerates what mailers write: no brackets,
 * commas between, white space inside brackets from folding.
 */
export function messageIds(value: string): string[] {
  const ids: string[] = [];
  const add = (text: string) => {
    const id = cleanText(text.replace(/\s+/g, ''), MAX_MESSAGE_ID_LENGTH);
    if (id !== '' && !ids.includes(id)) ids.push(id);
  };
  const bracketed = value.match(/<[^<>]{1,2000}>/g);
  if (bracketed) for (const text of bracketed.slice(0, MAX_RECIPIENTS)) add(text.slice(1, -1));
  else for (const word of value.split(/[\s,]+/).slice(0, MAX_REFERENCES)) if (word.includes('@')) add(word);
  return ids;
}

/** The root and the latest: what threading needs of a conversation of thousands. */
function rootAndRecent(references: string[]): string[] {
  return [...references.slice(0, 1), ...references.slice(1 - MAX_REFERENCES)];
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** mailparser's address values (one, or a list when the field is repeated), groups (RFC 5322 3.4) laid flat. */
function addressesOf(value: unknown): MailAddress[] {
  const found: MailAddress[] = [];
  const visit = (item: unknown): void => {
    if (Array.isArray(item)) {
      for (const entry of item) visit(entry);
    } else if (typeof item === 'object' && item !== null && found.length < MAX_RECIPIENTS) {
      if ('value' in item) visit(item.value);
      else if ('group' in item) visit(item.group);
      else add(item);
    }
  };
  const add = (item: { name?: unknown; address?: unknown }) => {
    const name = oneLine(cleanText(stringOf(item.name), MAX_NAME_LENGTH));
    const address = oneLine(cleanText(stringOf(item.address), MAX_NAME_LENGTH))
      .replaceAll(' ', '')
      .replace(/^mailto:/i, '');
    // Of `<<a@b>>` a bracket is left over as the name.
    const said = /^[<>"']+$/.test(name) ? '' : name;
    if (said !== '' || address !== '') found.push({ name: said, address });
  };
  visit(value);
  return found;
}
