import { mainValue, parseHeaderFields } from './header-fields.ts';
import { MAX_HEADER_FIELDS } from './limits.ts';
import { type HeaderField, headerValue, headerValues } from './parsed-message.ts';
import { remember } from './remember.ts';

/** A part that holds no other parts. */
export interface LeafPart {
  contentType: string;
  /** In lower case, '' when none is named. */
  charset: string;
  /** Content-Transfer-Encoding (RFC 2045 6): `base64`, `quoted-printable`, or '' for bytes as they are. */
  encoding: 'base64' | 'quoted-printable' | '';
  disposition: 'inline' | 'attachment' | '';
  filename: string;
  contentId: string;
  /** Some multipart around it is an alternative, or belongs together as HTML and its pictures do. */
  alternative: boolean;
  related: boolean;
  body: Buffer;
}

/**
 * The leaves of a mail's MIME structure, in order. Undefined unless everything about it is ordinary: multiparts are
 * mixed, alternative or related, each closed by its own boundary, and the fields about content hold no comments, no
 * escapes, no encoded or continued parameters.
 */
export function plainParts(raw: Buffer, headers: HeaderField[], headerEnd: number): LeafPart[] | undefined {
  const leaves: LeafPart[] = [];
  const around: Around = { boundaries: [], alternative: false, related: false };
  return collect(headers, raw.subarray(headerEnd), around, leaves) ? leaves : undefined;
}

/** What the multiparts around a part say about it. */
interface Around {
  boundaries: string[];
  alternative: boolean;
  related: boolean;
}

function collect(headers: HeaderField[], body: Buffer, around: Around, leaves: LeafPart[]): boolean {
  const [named = '', ...more] = headerValues(headers, 'content-type');
  const type = more.length > 0 ? undefined : readStructured(named);
  if (!type || (type.value === '' && around.boundaries.length > 0)) return false;
  if (type.value.startsWith('multipart/')) {
    const boundary = type.parameters.get('boundary') ?? '';
    if (!MULTIPARTS.has(type.value) || !BOUNDARY.test(boundary) || around.boundaries.includes(boundary))
      return false;
    const inside: Around = {
      boundaries: [...around.boundaries, boundary],
      alternative: around.alternative || type.value === 'multipart/alternative',
      related: around.related || type.value === 'multipart/related',
    };
    return cutAt(body, boundary)?.every((part) => collectPart(part, inside, leaves)) ?? false;
  }
  const disposition = readStructured(headerValue(headers, 'content-disposition'));
  const encoding = headerValue(headers, 'content-transfer-encoding').toLowerCase();
  const contentId = /^(?:<([\x21-\x3b=\x3f-\x7e]{1,500})>)?$/.exec(headerValue(headers, 'content-id'));
  if (!disposition || !contentId || !ENCODINGS.has(encoding)) return false;
  if (!DISPOSITIONS.has(disposition.value)) return false;
  leaves.push({
    contentType: type.value || 'text/plain',
    charset: (type.parameters.get('charset') ?? '').toLowerCase(),
    encoding: encoding === 'base64' || encoding === 'quoted-printable' ? encoding : '',
    disposition:
      disposition.value === 'inline' || disposition.value === 'attachment' ? disposition.value : '',
    filename: disposition.parameters.get('filename') || type.parameters.get('name') || '',
    contentId: contentId[1] ?? '',
    alternative: around.alternative,
    related: around.related,
    body,
  });
  // Flowed text is joined by mailparser, and a boundary outside a multipart still divides for it.
  return !type.parameters.has('format') && !type.parameters.has('boundary');
}

const MULTIPARTS = new Set(['multipart/mixed', 'multipart/alternative', 'multipart/related']);
const ENCODINGS = new Set(['', '7bit', '8bit', 'binary', 'quoted-printable', 'base64']);
const DISPOSITIONS = new Set(['', 'inline', 'attachment']);
/** RFC 2046 5.1.1, without a blank at the end. */
const BOUNDARY = /^[A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-]$/;

function collectPart(part: Buffer, around: Around, leaves: LeafPart[]): boolean {
  const end = headerEndOf(part);
  // About a part of nothing but line ends readers differ.
  if (end === undefined || (part[end] ?? LF) <= CR) return false;
  const block = part.toString('latin1', 0, end);
  if (!isPlainHeader(block)) return false;
  return collect(parseHeaderFields(block, MAX_HEADER_FIELDS), part.subarray(end), around, leaves);
}

/** ASCII only, and every line end is one: CR LF or LF. */
export function isPlainHeader(block: string): boolean {
  return !/[^\t\r\n\x20-\x7e]|\r(?!\n)/.test(block);
}

/** After the empty line. */
function headerEndOf(part: Buffer): number | undefined {
  if (part[0] === LF) return 1;
  if (part[0] === CR && part[1] === LF) return 2;
  const crlf = part.indexOf('\r\n\r\n');
  // Only before it: a file is many times as long as its header.
  const lf = (crlf < 0 ? part : part.subarray(0, crlf)).indexOf('\n\n');
  if (lf < 0) return crlf < 0 ? undefined : crlf + 4;
  return part.subarray(0, lf).includes(CR) ? undefined : lf + 2;
}

/** What stands between the delimiter lines, without the line end before each; undefined when they are not in order. */
function cutAt(body: Buffer, boundary: string): Buffer[] | undefined {
  const parts: Buffer[] = [];
  const delimiter = `--${boundary}`;
  let start = -1;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && body[at - 1] !== LF) {
      if (body[at - 1] === CR) return undefined;
      continue;
    }
    const lineEnd = body.indexOf(LF, at);
    const line = body.toString('latin1', at + delimiter.length, lineEnd < 0 ? body.length : lineEnd);
    const suffix = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (suffix !== '' && suffix !== '--') {
      // Blanks may follow a boundary; any other end makes it another one.
      if (/^(?:--)?\s/.test(suffix)) return undefined;
      continue;
    }
    if (start >= 0) parts.push(withoutLineEnd(body.subarray(start, Math.max(start, at))));
    if (suffix === '--') return parts;
    if (lineEnd < 0) return undefined;
    start = lineEnd + 1;
  }
  return undefined;
}

function withoutLineEnd(part: Buffer): Buffer {
  const end = part.length;
  if (part[end - 1] !== LF) return part;
  return part.subarray(0, part[end - 2] === CR ? end - 2 : end - 1);
}

/** A field with parameters (RFC 2045 5.1): its value in lower case; undefined when it is not ordinary. */
const readStructured = remember((field: string): Structured | undefined => {
  const parameters = new Map<string, string>();
  if (field === '') return { value: '', parameters };
  if (!STRUCTURED.test(field) || field.includes('=?')) return undefined;
  for (const [, name = '', quoted, plain = ''] of field.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (parameters.has(key)) return undefined;
    parameters.set(key, quoted ?? plain);
  }
  return { value: mainValue(field), parameters };
});

interface Structured {
  value: string;
  parameters: ReadonlyMap<string, string>;
}

const PARAMETERS = String.raw`\s?;\s?([A-Za-z0-9-]{1,40})=(?:"([^"\\\t]{0,300})"|([^\s"'();\\*%]{1,300}))`;
const PARAMETER = new RegExp(PARAMETERS, 'g');
const STRUCTURED = new RegExp(
  String.raw`^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,60}(?:/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,100})?(?:${PARAMETERS}){0,10}\s?;?$`,
);

const CR = 0x0d;
const LF = 0x0a;
