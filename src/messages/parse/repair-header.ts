import { mainValue, parameterOf } from './header-fields.ts';
import { type HeaderField, headerValue } from './parsed-message.ts';

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

/**
 * Old mailers write bytes of their charset, unencoded, inside encoded words (RFC 2047 forbids it), and parsers then read
 * them as UTF-8. This writes such bytes as `=XX`. The bytes come back unchanged when there is nothing to repair.
 */
export function repairHeader(raw: Buffer, headerEnd: number): Buffer {
  const head = raw.toString('latin1', 0, headerEnd);
  // eslint-disable-next-line no-control-regex
  if (!/[^\u0000-\u007f]/.test(head) || !head.includes('=?')) return raw;
  const repaired = head.replace(ENCODED_WORD, (word) =>
    word.replace(/[\u0080-\u00ff]/g, (character) => `=${character.charCodeAt(0).toString(16).toUpperCase()}`),
  );
  return repaired === head ? raw : Buffer.concat([Buffer.from(repaired, 'latin1'), raw.subarray(headerEnd)]);
}

/** Only the Q encoding can hold single bytes. */
const ENCODED_WORD = /=\?[A-Za-z0-9_.:*-]{1,60}\?[Qq]\?[^?\r\n]{1,500}\?=/g;
