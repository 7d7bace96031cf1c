import { parseHeaderFields } from '../parse/header-fields.ts';

/** A mail of an archive as its server would hand it out, and what the archive's program noted about it. */
export interface RestoredMail {
  bytes: Buffer;
  /** Gmail's labels (Takeout), decoded. */
  labels: string[];
  /** Deleted in the mail program, though still in the file (Thunderbird, until it compacts). */
  deleted: boolean;
}

/**
 * Line ends become CRLF, and the fields that mail programs add for their own bookkeeping are taken away, so that a mail
 * has the same bytes, and the same content hash, as on the server: then it is known when it comes in both ways.
 */
export function restoreMail(archived: Buffer): RestoredMail {
  const mail = withCrlf(archived);
  const end = headerEnd(mail);
  const header = mail.toString('latin1', 0, end);
  if (!BOOKKEEPING.test(header)) return { bytes: mail, labels: [], deleted: false };
  const fields = parseHeaderFields(header, MAX_FIELDS);
  const valueOf = (name: string) => fields.find((field) => field.name === name)?.value ?? '';
  const kept = header.replace(BOOKKEEPING_FIELDS, '');
  return {
    bytes: Buffer.concat([Buffer.from(kept, 'latin1'), mail.subarray(end)]),
    labels: decodeWords(valueOf('x-gmail-labels'))
      .split(',')
      .map((label) => label.trim().replace(/^"(.*)"$/, '$1'))
      .filter((label) => label !== ''),
    // Mozilla's nsMsgMessageFlags: 0x0008 is Expunged.
    deleted: (Number.parseInt(valueOf('x-mozilla-status'), 16) & 0x0008) !== 0,
  };
}

/** Octets of a mail that may be its header, and fields in it. */
const MAX_HEADER_BYTES = 1 << 20;
const MAX_FIELDS = 2000;

const NAMES =
  'x-gm-thrid|x-gmail-labels|x-mozilla-status2?|x-mozilla-keys|status|x-status|x-uid|x-imap|x-imapbase|x-keywords';
const BOOKKEEPING = new RegExp(`^(?:${NAMES})[ \\t]*:`, 'im');
/** With their folded lines. */
const BOOKKEEPING_FIELDS = new RegExp(`(?<=^|\\n)(?:${NAMES})[ \\t]*:[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*`, 'gi');

/** Where the body begins; the whole mail when there is none. */
function headerEnd(mail: Buffer): number {
  if (mail.subarray(0, 2).toString('latin1') === '\r\n') return 0;
  const blank = mail.subarray(0, MAX_HEADER_BYTES).indexOf('\r\n\r\n');
  return blank < 0 ? Math.min(mail.length, MAX_HEADER_BYTES) : blank + 2;
}

const LF = 0x0a;
const CR = 0x0d;

/** Each line end as CRLF (RFC 5322 2.3); the same buffer when it is so already. */
function withCrlf(bytes: Buffer): Buffer {
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) bare++;
  if (bare === 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare);
  let copied = 0;
  let written = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] === CR) continue;
    written += bytes.copy(out, written, copied, at);
    out[written++] = CR;
    copied = at;
  }
  bytes.copy(out, written, copied);
  return out;
}

/** Encoded words (RFC 2047) in UTF-8, which Takeout writes. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, way: string, text: string) =>
      Buffer.from(
        way.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : Buffer.from(unquoted(text), 'latin1'),
      ).toString(),
    );
}

function unquoted(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
