import { mainValue, parameterOf } from './header-fields.ts';
import { MAX_PARTS } from './limits.ts';
import { fieldsOf } from './repair-header.ts';

/** A header of the mail or of one of its parts: where it stands, and what stands below it. */
export interface PartBlock {
  start: number;
  /** After the empty line, or where the delimiter stands that came without one. */
  end: number;
  /** Up to the next delimiter line or the end of the mail; of a multipart, what stands before its parts. */
  bodyEnd: number;
  /** The field that counts, unfolded; '' when there is none. */
  contentType: string;
  /** The block as Latin 1, with one Content-Type at most, one that names what the part is, and an empty line at its end. */
  head: string;
}

/**
 * The headers of a mail and its parts in order, put right where structure is concerned: a delimiter line ends a header that
 * nothing ended; of several Content-Types one counts; in a digest a part without one is a mail (RFC 2046 5.1.5).
 */
export function repairParts(raw: Buffer): PartBlock[] {
  const blocks: PartBlock[] = [];
  const open: { delimiter: string; closing: string; digest: boolean }[] = [];
  let doubts = 0;
  let at = 0;
  while (at < raw.length && blocks.length < MAX_PARTS) {
    const block = readBlock(at);
    blocks.push(block);
    const type = mainValue(block.contentType);
    const boundary = parameterOf(block.contentType, 'boundary').trimEnd();
    if (type.startsWith('multipart/') && boundary !== '')
      open.push({
        delimiter: `--${boundary}`,
        closing: `--${boundary}--`,
        digest: type === 'multipart/digest',
      });
    if (open.length === 0) break;
    at = nextPart(block);
  }
  return blocks;

  function readBlock(start: number): PartBlock {
    const end = headerEnd(start);
    let head = raw.toString('latin1', start, end.at);
    if (!end.empty) head += '\r\n';
    const named = fieldsOf(head).filter(isContentType);
    let field = named.at(-1) ?? '';
    if (named.length > 1) {
      const borne = named.find((text) => doubts++ < MAX_DOUBTS && isBorneOut(unfolded(text), end.at));
      field = borne ?? named.findLast((text) => !mainValue(unfolded(text)).startsWith('multipart/')) ?? field;
      let kept = false;
      head = fieldsOf(head)
        .map((text) => {
          if (!isContentType(text) || (text === field && !kept && (kept = true))) return text;
          return `X-${text}`;
        })
        .join('');
    }
    if (named.length === 0 && open.at(-1)?.digest) {
      field = 'Content-Type: message/rfc822\r\n';
      head = `${field}${head}`;
    }
    return { start, end: end.at, bodyEnd: raw.length, contentType: unfolded(field), head };
  }

  /** Whether an empty line ends the header, and where what follows begins. */
  function headerEnd(start: number): { at: number; empty: boolean } {
    let own: string | undefined;
    let line = start;
    while (line < raw.length) {
      const lineEnd = raw.indexOf(LF, line);
      const next = lineEnd < 0 ? raw.length : lineEnd + 1;
      if (raw[line] === LF || (raw[line] === CR && raw[line + 1] === LF)) return { at: next, empty: true };
      if (raw[line] === HYPHEN && raw[line + 1] === HYPHEN) {
        const text = raw.toString('latin1', line, Math.min(next, line + MAX_DELIMITER)).trimEnd();
        // Worked out once: a header may be full of such lines.
        own ??= ownDelimiter(raw.toString('latin1', start, line));
        if (levelOf(text) >= 0 || text === own) return { at: line, empty: false };
      }
      line = next;
    }
    return { at: raw.length, empty: true };
  }

  /** Where the header of the next part begins; notes where the body of this one ends. */
  function nextPart(block: PartBlock): number {
    let noted = false;
    for (let found = delimiterFrom(block.end); found >= 0; found = delimiterFrom(found + 1)) {
      const lineEnd = raw.indexOf(LF, found);
      const text = raw
        .toString('latin1', found, Math.min(lineEnd < 0 ? raw.length : lineEnd, found + MAX_DELIMITER))
        .trimEnd();
      const level = levelOf(text);
      if (level < 0) continue;
      if (!noted) block.bodyEnd = found;
      noted = true;
      const closing = text !== open[level]?.delimiter;
      open.length = closing ? level : level + 1;
      if (!closing) return lineEnd < 0 ? raw.length : lineEnd + 1;
      if (open.length === 0) break;
    }
    return raw.length;
  }

  function delimiterFrom(from: number): number {
    const found = raw.indexOf(DELIMITER, Math.max(0, from - 1));
    return found < 0 ? -1 : found + 1;
  }

  function levelOf(line: string): number {
    return open.findLastIndex(({ delimiter, closing }) => line === delimiter || line === closing);
  }

  /** A multipart is one when its parts are there, from the first delimiter to the last; scripts set a type of their own. */
  function isBorneOut(contentType: string, from: number): boolean {
    const boundary = parameterOf(contentType, 'boundary').trimEnd();
    if (!mainValue(contentType).startsWith('multipart/') || boundary === '') return false;
    return raw.includes(`\n--${boundary}--`, Math.max(0, from - 1), 'latin1');
  }
}

function isContentType(field: string): boolean {
  return /^content-type[ \t]*:/i.test(field);
}

/** The value of a field that stands as it came. */
function unfolded(field: string): string {
  return field
    .slice(field.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The delimiter of the multipart that the fields so far speak of. */
function ownDelimiter(fields: string): string {
  const contentType = unfolded(fieldsOf(fields).find(isContentType) ?? '');
  if (!mainValue(contentType).startsWith('multipart/')) return '';
  const boundary = parameterOf(contentType, 'boundary').trimEnd();
  return boundary === '' ? '' : `--${boundary}`;
}

const CR = 0x0d;
const LF = 0x0a;
const HYPHEN = 0x2d;
const DELIMITER = Buffer.from('\n--');
/** As far as a delimiter line is read. */
const MAX_DELIMITER = 160;
/** Searches through the mail for parts that one of several Content-Types promises. */
const MAX_DOUBTS = 20;
