import { createHash } from 'node:crypto';

/** One body part: its Content-* header lines, and its bytes as they stand in the message. */
export interface Part {
  headers: string[];
  body: Buffer;
}

export type Charset = 'utf-8' | 'windows-1256';
export type TransferEncoding = 'base64' | 'quoted-printable' | '8bit';

const LINE_LENGTH = 76; // RFC 2045 6.7 and 6.8
const WORD_BYTES = 42; // keeps an encoded word below the 75 characters of RFC 2047 section 2

/** A whole message with CRLF line ends. Values must be ASCII already: see `encodeHeader` and `mailbox`. */
export function writeMessage(headers: readonly (readonly [string, string])[], part: Part): Buffer {
  const lines = [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
    ...part.headers,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), part.body]);
}

/** A text part. Text that `charset` cannot hold is written in UTF-8 instead. */
export function textPart(
  subtype: 'plain' | 'html' | 'rfc822-headers',
  text: string,
  charset: Charset = 'utf-8',
  encoding: TransferEncoding = 'quoted-printable',
): Part {
  const wire = text.replace(/\r?\n/g, '\r\n');
  const encoded = charset === 'windows-1256' ? encodeWindows1256(wire) : undefined;
  const type = `text/${subtype}; charset="${encoded === undefined ? 'utf-8' : charset}"`;
  return encodedPart(type, encoded ?? Buffer.from(wire), encoding);
}

/** A file, shown as an attachment under an ASCII `name`. */
export function filePart(name: string, type: string, content: Buffer): Part {
  const part = encodedPart(`${type}; name="${name}"`, content, 'base64');
  return { ...part, headers: [...part.headers, `Content-Disposition: attachment; filename="${name}"`] };
}

/** A part whose body is given as it is, such as message/delivery-status. */
export function plainPart(type: string, body: Buffer): Part {
  return { headers: [`Content-Type: ${type}`], body };
}

/** Parts under one roof. `key` makes the boundary: the same key, the same boundary. */
export function multipart(subtype: string, key: string, parts: readonly Part[], parameters = ''): Part {
  const boundary = `=_${createHash('sha256').update(`${subtype} ${key}`).digest('hex').slice(0, 28)}`;
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${part.headers.join('\r\n')}\r\n\r\n`, 'latin1'),
    part.body,
    Buffer.from('\r\n'),
  ]);
  return {
    headers: [`Content-Type: multipart/${subtype};${parameters}\r\n boundary="${boundary}"`],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function encodedPart(type: string, content: Buffer, encoding: TransferEncoding): Part {
  const encode = { base64, 'quoted-printable': quotedPrintable, '8bit': (bytes: Buffer) => bytes }[encoding];
  return {
    headers: [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`],
    body: encode(content),
  };
}

function base64(content: Buffer): Buffer {
  const lines = content.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** RFC 2045 section 6.7. */
function quotedPrintable(content: Buffer): Buffer {
  const lines: string[] = [];
  for (const line of content.toString('latin1').split('\r\n')) {
    let current = '';
    for (let index = 0; index < line.length; index++) {
      const character = line.charAt(index);
      const code = line.charCodeAt(index);
      const isSpaceAtEnd = (character === ' ' || character === '\t') && index === line.length - 1;
      const isPlain = code >= 32 && code <= 126 && character !== '=' && !isSpaceAtEnd;
      const shown = isPlain ? character : `=${code.toString(16).toUpperCase().padStart(2, '0')}`;
      if (current.length + shown.length > LINE_LENGTH - 1) {
        lines.push(`${current}=`);
        current = '';
      }
      current += shown;
    }
    lines.push(current);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** A header value as encoded words (RFC 2047) where it is not ASCII. */
export function encodeHeader(text: string, charset: Charset = 'utf-8'): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > WORD_BYTES) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...words, chunk].map((word) => encodedWord(word, charset)).join('\r\n ');
}

function encodedWord(word: string, charset: Charset): string {
  const bytes = charset === 'windows-1256' ? encodeWindows1256(word) : undefined;
  const name = bytes === undefined ? 'utf-8' : charset;
  return `=?${name}?B?${(bytes ?? Buffer.from(word)).toString('base64')}?=`;
}

/** `Maryam <hello@bakery.example>` for a header. */
export function mailbox(name: string, address: string, charset: Charset = 'utf-8'): string {
  if (name === '') return address;
  const isAscii = /^[\x20-\x7e]+$/.test(name);
  const shown =
    isAscii && !/^[\w .'-]+$/.test(name)
      ? `"${name.replace(/["\\]/g, '\\$&')}"`
      : encodeHeader(name, charset);
  return `${shown} <${address}>`;
}

let windows1256: Map<string, number> | undefined;

/** Undefined when a character has no place in windows-1256, as the Arabic digits and the Persian yeh. */
function encodeWindows1256(text: string): Buffer | undefined {
  windows1256 ??= new Map(
    Array.from({ length: 256 }, (_, code) => [
      new TextDecoder('windows-1256').decode(Uint8Array.of(code)),
      code,
    ]),
  );
  const bytes: number[] = [];
  for (const character of text) {
    const code = windows1256.get(character);
    if (code === undefined) return undefined;
    bytes.push(code);
  }
  return Buffer.from(bytes);
}
