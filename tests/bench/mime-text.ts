/** How a text part is written on the wire. */
export interface TextCoding {
  readonly charset: 'utf-8' | 'windows-1256' | 'us-ascii';
  readonly encoding: '8bit' | 'base64' | 'quoted-printable';
}

/** The body of a text part in this coding, CRLF line ends. What the charset lacks becomes `?`. */
export function encodeText(text: string, { charset, encoding }: TextCoding): Buffer {
  const bytes = charset === 'windows-1256' ? toWindows1256(text) : Buffer.from(text);
  if (encoding === '8bit') return bytes;
  return Buffer.from(encoding === 'base64' ? foldBase64(bytes) : quotedPrintable(bytes), 'latin1');
}

/** RFC 2047 encoded words, each at most 75 characters. */
export function encodeWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let part = '';
  for (const character of text) {
    if (Buffer.byteLength(part + character) > MAX_WORD_BYTES) {
      words.push(part);
      part = '';
    }
    part += character;
  }
  words.push(part);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

export function foldBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
}

const MAX_WORD_BYTES = 42;
const MAX_LINE = 75;

/** Node.js decodes windows-1256 but does not encode it, so the table is read off the decoder. */
const WINDOWS_1256 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1256').decode(Uint8Array.of(byte)),
    byte,
  ]),
);

function toWindows1256(text: string): Buffer {
  return Buffer.from(Array.from(text, (character) => WINDOWS_1256.get(character) ?? 63));
}

const HEX = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

function quotedPrintable(bytes: Buffer): string {
  let out = '';
  let column = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte === 13) continue;
    if (byte === 10) {
      out += '\r\n';
      column = 0;
      continue;
    }
    const endsLine = bytes[at + 1] === 13 || bytes[at + 1] === 10;
    const plain = byte >= 33 ? byte <= 126 && byte !== 61 : byte === 32 && !endsLine;
    const text = plain ? String.fromCharCode(byte) : (HEX[byte] ?? '');
    if (column + text.length > MAX_LINE) {
      out += '=\r\n';
      column = 0;
    }
    out += text;
    column += text.length;
  }
  return out;
}
