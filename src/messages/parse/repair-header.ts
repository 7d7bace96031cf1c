import { readForeign } from './foreign-bytes.ts';
import { mainValue, parameterOf } from './header-fields.ts';
import { type HeaderField, headerValue } from './parsed-message.ts';

/**
 * A header block, its bytes as Latin 1, with what parsers stumble over put right: blanks before a colon, a quote that is
 * never closed, an encoding with more than its name, and bytes that are neither ASCII nor UTF-8. `declared`: the charsets
 * that the mail names. The same text when there is nothing to repair.
 */
export function repairHeader(block: string, declared: readonly string[]): string {
  return fieldsOf(block)
    .map((field) => {
      const [, name = '', blanks = ''] = FIELD_START.exec(field) ?? [];
      if (name === '') return field;
      const value = field.slice(name.length + blanks.length + 1);
      const repaired = repairBytes(repairValue(name.toLowerCase(), value), declared);
      return blanks === '' && repaired === value ? field : `${name}:${repaired}`;
    })
    .join('');
}

/** The fields of a header block as they stand there, each with its folded lines (RFC 5322 2.2) and its line end. */
export function fieldsOf(block: string): string[] {
  return block.split(/(?<=\n)(?![ \t])/);
}

const FIELD_START = /^([!-9;-~]{1,200})([ \t]{0,20}):/;

function repairValue(name: string, value: string): string {
  if (name === 'content-transfer-encoding') return value.replace(WORDY_ENCODING, ' $1$2');
  if (name === 'content-type') return value.replace(NEARLY_TEXT, ' text/plain').replace(NO_SEMICOLON, '$1; ');
  if (!ADDRESS_FIELDS.has(name)) return value;
  const quotes = value.replace(/\\./g, '').split('"').length - 1;
  if (quotes % 2 === 0) return value;
  const last = value.lastIndexOf('"');
  return value.slice(0, last) + value.slice(last + 1);
}

const WORDY_ENCODING =
  /^\s*["']?\s*(base64|quoted-printable|7bit|8bit|binary)["']?[ \t]*(?:;[^\r\n]*)?(\r?\n)$/i;
const NEARLY_TEXT = /^\s{0,20}(?:plain|text)(?=[ \t]{0,20}(?:;|\r?\n$))/i;
const NO_SEMICOLON =
  /^(\s{0,20}[a-z]{1,20}\/[a-z0-9.+-]{1,80})[ \t]{1,20}(?=(?:charset|boundary|name)[ \t]{0,20}=)/i;
const ADDRESS_FIELDS = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc']);

/**
 * Old mailers write bytes of their charset as they are (RFC 2047 forbids it), also inside encoded words. Those become
 * `=XX`, others UTF-8, which every parser reads.
 */
function repairBytes(value: string, declared: readonly string[]): string {
  if (!HIGH.test(value)) return value;
  const encoded = value.replace(ENCODED_WORD, (word) =>
    word.replace(/[\u0080-\u00ff]/g, (character) => `=${character.charCodeAt(0).toString(16).toUpperCase()}`),
  );
  const text = readForeign(Buffer.from(encoded, 'latin1'), declared);
  return text === null ? encoded : Buffer.from(text).toString('latin1');
}

const HIGH = /[\u0080-\u00ff]/;
/** Only the Q encoding can hold single bytes. */
const ENCODED_WORD = /=\?[A-Za-z0-9_.:*-]{1,60}\?[Qq]\?[^?\r\n]{1,500}\?=/g;

/**
 * A multipart that has no parts, because its boundary is not named or never comes, is read as text: parsers take all of
 * it for the preamble and show nothing. The bytes come back unchanged otherwise.
 */
export function repairMultipart(raw: Buffer, headers: readonly HeaderField[], headerEnd: number): Buffer {
  const contentType = headerValue(headers, 'content-type');
  if (!mainValue(contentType).startsWith('multipart/') || /boundary\*/i.test(contentType)) return raw;
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary !== '' && raw.includes(`--${boundary.trimEnd()}`, headerEnd, 'utf8')) return raw;
  const head = raw.toString('latin1', 0, headerEnd).replace(/^content-type(?=[ \t]*:)/gim, 'X-Content-Type');
  return Buffer.concat([Buffer.from(head, 'latin1'), raw.subarray(headerEnd)]);
}
