import { mainValue, parameterOf, parseHeaderFields } from './header-fields.ts';
import {
  MAX_HEADER_BYTES,
  MAX_HEADER_FIELDS,
  MAX_NESTING_DEPTH,
  MAX_PART_HEADER_FIELDS,
  MAX_PARTS,
  MAX_RAW_BYTES,
  MAX_RECIPIENTS,
} from './limits.ts';
import type { HeaderField } from './parsed-message.ts';
import { headerValue } from './parsed-message.ts';
import { PoisonError } from './poison-error.ts';

/** What the scan found; `headers` are the top header's fields. */
export interface RawScan {
  /** The top header as it stands, read as UTF-8. */
  head: string;
  headers: HeaderField[];
  /** Where the top header ends, its empty line included. */
  headerEnd: number;
  parts: number;
  depth: number;
}

/**
 * Walks over raw mail once, without decoding bodies, and throws a PoisonError for what would make a parser slow or
 * large: too many bytes, fields, parts, recipients, or multiparts inside each other (failure matrix I17). Linear in
 * the size of the mail; only header lines and lines that begin with `--` are looked at.
 */
export function scanRaw(raw: Buffer): RawScan {
  if (raw.length > MAX_RAW_BYTES) throw new PoisonError(`larger than ${MAX_RAW_BYTES} bytes`);
  const head = headerBlock(raw, 0);
  if (head.end > MAX_HEADER_BYTES) throw new PoisonError(`header larger than ${MAX_HEADER_BYTES} bytes`);
  if (head.fields > MAX_HEADER_FIELDS) throw new PoisonError(`more than ${MAX_HEADER_FIELDS} header fields`);
  const text = decodeHeader(raw.subarray(0, head.end));
  const headers = parseHeaderFields(text, MAX_HEADER_FIELDS);
  if (countRecipients(headers) > MAX_RECIPIENTS)
    throw new PoisonError(`more than ${MAX_RECIPIENTS} recipients`);
  return { head: text, headers, headerEnd: head.end, ...scanParts(raw, head.end, headers) };
}

/** Where the header that begins at `start` ends (after its empty line), and how many fields it has. */
function headerBlock(raw: Buffer, start: number): { end: number; fields: number } {
  let fields = 0;
  let at = start;
  while (at < raw.length) {
    const lineEnd = raw.indexOf(LF, at);
    const next = lineEnd < 0 ? raw.length : lineEnd + 1;
    const first = raw[at];
    if (first === LF || (first === CR && raw[at + 1] === LF)) return { end: next, fields };
    if (first !== SPACE && first !== TAB) fields++;
    at = next;
    if (at - start > MAX_HEADER_BYTES || fields > MAX_PART_HEADER_FIELDS) break;
  }
  return { end: at, fields };
}

/** Follows the boundaries (RFC 2046 5.1) and counts. */
function scanParts(raw: Buffer, bodyStart: number, headers: HeaderField[]): { parts: number; depth: number } {
  const open: string[] = [];
  let parts = 1;
  let depth = 0;
  let fields = 0;
  let bytes = 0;
  enter(headerValue(headers, 'content-type'));
  let at = open.length === 0 ? -1 : nextDelimiter(raw, bodyStart - 1);
  while (at >= 0 && open.length > 0) {
    const lineEnd = raw.indexOf(LF, at);
    const line = raw
      .toString('latin1', at + 2, Math.min(lineEnd < 0 ? raw.length : lineEnd, at + MAX_DELIMITER))
      .trimEnd();
    let next = lineEnd < 0 ? raw.length : lineEnd + 1;
    const level = open.findLastIndex((boundary) => line === boundary || line === `${boundary}--`);
    if (level >= 0) {
      const closing = line !== open[level];
      open.length = closing ? level : level + 1;
      if (!closing) {
        parts++;
        const block = headerBlock(raw, next);
        fields += block.fields;
        bytes += block.end - next;
        check();
        enter(contentTypeOf(raw.subarray(next, block.end)));
        // The empty line that ends the header may stand directly before the next delimiter.
        next = Math.max(next, block.end - 2);
      }
    }
    at = nextDelimiter(raw, next - 1);
  }
  return { parts, depth };

  function enter(contentType: string): void {
    if (!mainValue(contentType).startsWith('multipart/')) return;
    const boundary = parameterOf(contentType, 'boundary').trimEnd();
    if (boundary !== '') open.push(boundary);
    depth = Math.max(depth, open.length);
    if (depth > MAX_NESTING_DEPTH)
      throw new PoisonError(`multiparts nested deeper than ${MAX_NESTING_DEPTH}`);
  }

  function check(): void {
    if (parts > MAX_PARTS) throw new PoisonError(`more than ${MAX_PARTS} parts`);
    if (fields > MAX_PART_HEADER_FIELDS)
      throw new PoisonError(`more than ${MAX_PART_HEADER_FIELDS} part header fields`);
    if (bytes > MAX_HEADER_BYTES) throw new PoisonError(`part headers larger than ${MAX_HEADER_BYTES} bytes`);
  }
}

/** The start of the next line that begins with `--`, at or after `from`. */
function nextDelimiter(raw: Buffer, from: number): number {
  const found = raw.indexOf(DELIMITER, Math.max(0, from));
  return found < 0 ? -1 : found + 1;
}

/** The Content-Type of a part's header, '' when it has none. */
function contentTypeOf(block: Buffer): string {
  return headerValue(parseHeaderFields(block.toString('latin1'), MAX_HEADER_FIELDS), 'content-type');
}

function countRecipients(headers: HeaderField[]): number {
  let count = 0;
  for (const { name, value } of headers) {
    if (name !== 'to' && name !== 'cc' && name !== 'bcc') continue;
    for (let at = value.indexOf('@'); at >= 0; at = value.indexOf('@', at + 1)) count++;
  }
  return count;
}

/** UTF-8 (RFC 6532); what is not becomes U+FFFD. */
function decodeHeader(block: Buffer): string {
  return block.toString('utf8');
}

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const DELIMITER = Buffer.from('\n--');
/** A boundary is at most 70 characters (RFC 2046 5.1.1); twice that for the careless. */
const MAX_DELIMITER = 160;
