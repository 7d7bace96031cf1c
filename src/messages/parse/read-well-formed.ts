import type { MailAddress } from '../../lib/email-address.ts';
import { MAX_DECODED_BYTES } from './limits.ts';
import { mayHoldMarkup } from './markup-sign.ts';
import { type HeaderField, headerValues } from './parsed-message.ts';
import { readPlainAddresses, readPlainText } from './plain-fields.ts';
import { isPlainHeader, type LeafPart, plainParts } from './plain-parts.ts';
import type { MailparserResult } from './run-mailparser.ts';
import type { RawScan } from './scan-raw.ts';
import { base64FileSize, decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/**
 * What mailparser would make of a mail that is written as the standards ask, for a tenth of its price: no streams, no
 * conversions, bodies of attachments only counted. Undefined for every other mail; mailparser then reads it, and
 * remains the reference (a test holds both to the same answers).
 */
export function readWellFormed(
  raw: Buffer,
  scan: RawScan,
  { withHtml = true }: WellFormedOptions = {},
): MailparserResult | undefined {
  if (!isPlainHeader(scan.head)) return undefined;
  const headers = readFields(scan.headers);
  const parts = headers && plainParts(raw, scan.headers, scan.headerEnd);
  if (!headers || !parts || parts.some(isForMailparser)) return undefined;
  const texts = parts.filter(isText);
  const attachments = parts.filter((part) => !isText(part)).map(readAttachment);
  const joined = readTexts(texts, withHtml);
  if (!joined || attachments.includes(undefined)) return undefined;
  return {
    ...joined,
    headers,
    attachments: attachments.filter((attachment) => attachment !== undefined),
    reports: [],
  };
}

export interface WellFormedOptions {
  /** False leaves HTML unread beside a plain text, unless it may hold mark-up: only its size is told. */
  withHtml?: boolean;
}

const ADDRESS_FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'];

/** The fields that `parse.ts` takes from mailparser, in its shapes. */
function readFields(fields: HeaderField[]): Map<string, unknown> | undefined {
  const headers = new Map<string, unknown>();
  const [subject, ...others] = headerValues(fields, 'subject');
  const text = readPlainText(subject ?? '');
  if (text === undefined || others.length > 0) return undefined;
  headers.set('subject', text);
  for (const name of ADDRESS_FIELDS) {
    const [value, ...more] = headerValues(fields, name);
    if (value === undefined || value === '') continue;
    const addresses: readonly MailAddress[] | undefined = readPlainAddresses(value);
    if (!addresses || more.length > 0) return undefined;
    headers.set(name, addresses);
  }
  return headers;
}

/** Reports, mails in mails, and files whose type mailparser guesses from their names. */
function isForMailparser({ contentType, filename }: LeafPart): boolean {
  return (
    contentType.startsWith('message/') ||
    contentType === 'text/calendar' ||
    contentType === 'text/rfc822-headers' ||
    !contentType.includes('/') ||
    (contentType === 'application/octet-stream' && filename !== '')
  );
}

function isText({ contentType, disposition }: LeafPart): boolean {
  return (contentType === 'text/plain' || contentType === 'text/html') && disposition !== 'attachment';
}

function readText({ body: whole, encoding, charset }: LeafPart): string | undefined {
  const decoder = charset === '' ? UTF8 : DECODERS.get(charset);
  if (!decoder) return undefined;
  const body = whole.length > MAX_DECODED_BYTES ? beginningOf(whole) : whole;
  const bytes =
    encoding === 'base64' ? decodeBase64(body) : encoding === '' ? body : decodeQuotedPrintable(body);
  // By a pattern: `replaceAll` leaves a rope of a string for every line, which every reader then walks along.
  return bytes && decoder(bytes)?.replace(CRLF, '\n');
}

const CRLF = /\r\n/g;

/** Up to a line end; where there is none, up to the beginning of a character of UTF-8. */
function beginningOf(body: Buffer): Buffer {
  const lineEnd = body.lastIndexOf(LF, MAX_DECODED_BYTES - 1);
  if (lineEnd > MAX_DECODED_BYTES / 2) return body.subarray(0, lineEnd + 1);
  let end = MAX_DECODED_BYTES;
  while (((body[end] ?? 0) & 0xc0) === 0x80) end--;
  return body.subarray(0, end);
}

const LF = 0x0a;

type Decoder = (bytes: Buffer) => string | undefined;

const UTF8: Decoder = (bytes) => bytes.toString();
/** Without the range in which the two charsets of the name, and their readers, differ. */
const LATIN1: Decoder = (bytes) => {
  const text = bytes.toString('latin1');
  return /[\u0080-\u009f]/.test(text) ? undefined : text;
};

/** Charsets that the platform decodes just as mailparser does. */
const DECODERS = new Map<string, Decoder>([
  ...['utf-8', 'utf8', 'us-ascii', 'ascii'].map((name): [string, Decoder] => [name, UTF8]),
  ...['iso-8859-1', 'windows-1252'].map((name): [string, Decoder] => [name, LATIN1]),
  ...['windows-1256', 'iso-8859-2', 'iso-8859-6', 'iso-8859-15', 'koi8-r'].map((name): [string, Decoder] => {
    const decoder = new TextDecoder(name);
    return [name, (bytes) => decoder.decode(bytes)];
  }),
]);

/** Alternatives side by side, or text alone, or HTML alone; mailparser mixes anything else in its own way. */
function readTexts(
  texts: readonly LeafPart[],
  withHtml: boolean,
): Pick<MailparserResult, 'text' | 'html' | 'unreadHtml'> | undefined {
  const plain = texts.filter(({ contentType }) => contentType === 'text/plain');
  const html = texts.filter(({ contentType }) => contentType === 'text/html');
  if (plain.length > 0 && html.length > 0 && !texts.every(({ alternative }) => alternative)) return undefined;
  const text = joinTexts(plain, '\n');
  if (text === undefined) return undefined;
  // Text made from HTML stands in for a text that says nothing.
  if (!withHtml && html.length > 0 && SAYS_SOMETHING.test(text) && !html.some(mayHoldMarkup)) {
    return { text, html: undefined, unreadHtml: html.reduce((sum, part) => sum + decodedSize(part), 0) };
  }
  const page = joinTexts(html, '<br/>\n');
  if (page === undefined) return undefined;
  return { text: text === '' ? undefined : text, html: page === '' ? undefined : page };
}

const SAYS_SOMETHING = /\S/;

function joinTexts(parts: readonly LeafPart[], between: string): string | undefined {
  const contents: string[] = [];
  for (const part of parts) {
    const content = readText(part);
    if (content === undefined) return undefined;
    if (content !== '') contents.push(content);
  }
  return contents.join(between);
}

/** About how many characters a text has; Arabic letters are counted twice in UTF-8. */
function decodedSize({ body, encoding }: LeafPart): number {
  return encoding === 'base64' ? Math.floor(body.length * 0.73) : body.length;
}

function readAttachment(part: LeafPart): MailparserResult['attachments'][number] | undefined {
  const { contentType, filename, contentId, disposition, related, encoding, body } = part;
  const size = encoding === '' ? body.length : encoding === 'base64' ? base64FileSize(body) : undefined;
  if (size === undefined) return undefined;
  return {
    filename: filename || null,
    contentType,
    size,
    contentId: contentId || null,
    inline: disposition === 'inline' || (related && contentId !== ''),
  };
}
