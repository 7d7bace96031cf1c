import type { MailAddress } from '../../lib/email-address.ts';
import { remember } from './remember.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/**
 * Readers of header fields as ordinary mailers write them. They answer undefined for anything that needs more thought
 * (comments, groups, escapes, raw bytes, rare charsets), which is mailparser's.
 */

/** The text of an unstructured field, its encoded words (RFC 2047) decoded. */
export function readPlainText(value: string): string | undefined {
  if (!PRINTABLE.test(value)) return undefined;
  if (!value.includes('=?')) return value;
  let text = '';
  let end = 0;
  let waiting: EncodedWord | undefined;
  for (const match of value.matchAll(ENCODED_WORD)) {
    const word = { coding: (match[1] ?? '').toLowerCase(), payload: match[2] ?? '' };
    const between = value.slice(end, match.index);
    end = match.index + match[0].length;
    // White space between two encoded words is none (RFC 2047 6.2); a character may be split over them.
    if (waiting && between.trim() === '' && waiting.coding === word.coding && word.coding === 'b') {
      if (!/^[^=]*$/.test(waiting.payload) || waiting.payload.length % 4 !== 0) return undefined;
      waiting = { ...word, payload: waiting.payload + word.payload };
      continue;
    }
    if (waiting) {
      if (between.trim() === '') return undefined;
      const decoded = decodeWord(waiting);
      if (decoded === undefined) return undefined;
      text += decoded;
    }
    if (between.includes('=?')) return undefined;
    text += between;
    waiting = word;
  }
  const last = waiting && decodeWord(waiting);
  const rest = value.slice(end);
  return last === undefined || rest.includes('=?') ? undefined : text + last + rest;
}

/** The addresses of a field: `a@b`, `Name <a@b>` and `"Name" <a@b>`, with commas between. */
export const readPlainAddresses = remember((value: string): readonly MailAddress[] | undefined => {
  if (!PRINTABLE.test(value)) return undefined;
  const addresses: MailAddress[] = [];
  let end = 0;
  for (const match of value.matchAll(ADDRESS)) {
    if (match.index !== end) return undefined;
    end += match[0].length;
    const name = match[2] === undefined ? (match[1] ?? '').trim() : match[2].trim();
    const decoded = name.startsWith('=?') ? readEncodedName(name) : name;
    if (decoded === undefined) return undefined;
    addresses.push({ name: decoded, address: match[3] ?? match[4] ?? '' });
  }
  return end === value.length && addresses.length > 0 && !value.includes('xn--') ? addresses : undefined;
});

const PRINTABLE = /^[\x20-\x7e]*$/;

interface EncodedWord {
  coding: string;
  payload: string;
}

const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?\s]{1,500})\?=/gi;

function decodeWord({ coding, payload }: EncodedWord): string | undefined {
  const bytes =
    coding === 'b'
      ? decodeBase64(Buffer.from(payload, 'latin1'))
      : decodeQuotedPrintable(Buffer.from(payload.replaceAll('_', '=20'), 'latin1'));
  const text = bytes?.toString();
  // A character that is cut in two, or an encoded word inside another one.
  return text === undefined || text.includes('\ufffd') || text.includes('=?') ? undefined : text;
}

/** A display name of nothing but encoded words; inside one, quotes and commas mean what they are. */
function readEncodedName(name: string): string | undefined {
  if (!/^(?:=\?utf-8\?[bq]\?[^?\s"]{1,500}\?= ?)+$/i.test(name)) return undefined;
  const text = readPlainText(name);
  return text === undefined || /["\\<>@,;:()]/.test(text) ? undefined : text;
}

const WORD = String.raw`[A-Za-z0-9][A-Za-z0-9.&_-]*`;
const MAILBOX = String.raw`[A-Za-z0-9][A-Za-z0-9._+=-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,10}`;
const ADDRESS = new RegExp(
  String.raw`(?:((?:${WORD} ){1,10}|(?:=\?[A-Za-z0-9-]{1,20}\?[bBqQ]\?[^?\s]{1,500}\?= ){1,20})<|(?:"([A-Za-z0-9 .,&_-]{1,100})" )<|<?)(?:(?<=<)(${MAILBOX})>|(?<!<)(${MAILBOX}))(?:, ?|$)`,
  'gy',
);
