import { foreignCharset, saysNothing } from './foreign-bytes.ts';
import { mainValue, parameterOf, parseHeaderFields } from './header-fields.ts';
import { MAX_HEADER_FIELDS } from './limits.ts';
import { headerValue } from './parsed-message.ts';
import { footerInside } from './repair-footer.ts';
import { repairHeader, repairMultipart } from './repair-header.ts';
import { type PartBlock, repairParts } from './repair-parts.ts';
import type { RawScan } from './scan-raw.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/**
 * A mail as its writer's program should have written it, so that a parser finds its parts, its names and its letters. Headers
 * change, and a footer below base64; the very same bytes come back when there is nothing to repair.
 */
export function repairMail(bytes: Buffer, scan: RawScan): Buffer {
  const blocks = repairParts(bytes);
  const declared = declaredCharsets(blocks);
  const pieces: Buffer[] = [];
  let kept = 0;
  for (const block of blocks) {
    const head = repairHeader(withCharset(block, bytes, declared), declared);
    const body = isBase64Text(block) ? footerInside(bytes.subarray(block.end, block.bodyEnd)) : undefined;
    if (!body && head === bytes.toString('latin1', block.start, block.end)) continue;
    pieces.push(bytes.subarray(kept, block.start), Buffer.from(head, 'latin1'));
    if (body) pieces.push(body);
    kept = body ? block.bodyEnd : block.end;
  }
  if (pieces.length === 0) return repairMultipart(bytes, scan.headers, scan.headerEnd);
  return Buffer.concat([...pieces, bytes.subarray(kept)]);
}

function isBase64Text({ contentType, head }: PartBlock): boolean {
  return /^(?:text\/|$)/.test(mainValue(contentType)) && encodingOf(head).includes('base64');
}

/** What charsets the mail itself names, for its parts or in encoded words; not those that tell nothing. */
function declaredCharsets(blocks: readonly PartBlock[]): string[] {
  const named = blocks.map(({ contentType }) => parameterOf(contentType, 'charset'));
  const words = blocks[0]?.head.match(/=\?[A-Za-z0-9_.:-]{1,60}(?=(?:\*[A-Za-z-]{1,10})?\?[bBqQ]\?)/g) ?? [];
  const all = [...named, ...words.slice(0, 100).map((word) => word.slice(2))];
  return [...new Set(all)].filter((charset) => !saysNothing(charset)).slice(0, MAX_DECLARED);
}

const MAX_DECLARED = 5;

/** The header of a text whose charset it does not give, with the one that its bytes, its page or its mail gives. */
function withCharset(block: PartBlock, raw: Buffer, declared: readonly string[]): string {
  const { contentType, head } = block;
  const type = mainValue(contentType) || 'text/plain';
  if ((type !== 'text/plain' && type !== 'text/html') || !saysNothing(parameterOf(contentType, 'charset')))
    return head;
  const body = raw.subarray(block.end, block.bodyEnd);
  const bytes = decodedBody(body, head) ?? body;
  const page =
    type === 'text/html' ? META_CHARSET.exec(bytes.toString('latin1', 0, META_WITHIN))?.[1] : undefined;
  const charset = foreignCharset(bytes, page === undefined ? declared : [page, ...declared]);
  if (charset === null) return head;
  const field = `Content-Type: ${type}; charset="${charset}"${parametersBut(contentType)}\r\n`;
  return `${field}${head.replace(/^content-type(?=[ \t]*:)/gim, 'X-Content-Type')}`;
}

const META_CHARSET = /<meta[^>]{1,200}charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{1,40})/i;
/** Browsers look for it in the first KB; bytes of a page. */
const META_WITHIN = 4096;

/** The other parameters of a Content-Type as they stand. */
function parametersBut(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  if (semicolon < 0) return '';
  return contentType.slice(semicolon).replace(/;\s*charset\s*=\s*(?:"[^"]*"|[^\s;]*)/gi, '');
}

function decodedBody(body: Buffer, head: string): Buffer | undefined {
  const encoding = encodingOf(head);
  if (encoding.includes('base64')) return decodeBase64(body);
  return encoding.includes('quoted-printable') ? decodeQuotedPrintable(body) : undefined;
}

function encodingOf(head: string): string {
  const fields = parseHeaderFields(head, MAX_HEADER_FIELDS);
  return headerValue(fields, 'content-transfer-encoding').toLowerCase();
}
