/**
 * Decoders of RFC 2045 6 for bodies that keep to it. They answer undefined for whatever does not: how to make the best
 * of that is left to mailparser.
 */

/** Octets that base64 holds; undefined unless it is whole quartets, with padding only at the end. */
export function base64Size(body: Buffer): number | undefined {
  const end = withoutPadding(body);
  if (end === undefined) return undefined;
  let digits = 0;
  let at = 0;
  // Two at a time: attachments are most of the octets of a mailbox.
  for (; at + 1 < end; at += 2) {
    const pair = PAIRS[((body[at] ?? 0) << 8) | (body[at + 1] ?? 0)] ?? NEITHER;
    if (pair === NEITHER) return undefined;
    digits += pair - 1;
  }
  if (at < end) {
    const last = KINDS[body[at] ?? 0] ?? NEITHER;
    if (last === NEITHER) return undefined;
    digits += last - 1;
  }
  const padding = body.subarray(end).filter((byte) => byte === PAD).length;
  return (digits + padding) % 4 === 0 ? ((digits + padding) / 4) * 3 - padding : undefined;
}

/**
 * Octets that the base64 of a file holds. A long one in lines of one length is counted by its lines: were a character in it
 * none of base64, the file is broken, and its size is off by that character. Undefined where nothing can be said.
 */
export function base64FileSize(body: Buffer): number | undefined {
  if (body.length < MIN_COUNTED_BY_LINES) return base64Size(body);
  const line = body.indexOf(CR);
  if (line <= 0 || line % 4 !== 0) return base64Size(body);
  const step = line + 2;
  const lines = Math.floor((body.length - 1) / step);
  for (let at = line; at < lines * step; at += step) {
    if (body[at] !== CR || body[at + 1] !== LF) return base64Size(body);
  }
  const padding = body.indexOf(PAD);
  if (padding >= 0 && padding < lines * step) return base64Size(body);
  const first = base64Size(body.subarray(0, line));
  const last = base64Size(body.subarray(lines * step));
  return first !== (line / 4) * 3 || last === undefined ? base64Size(body) : lines * (line / 4) * 3 + last;
}

/** Below this, every character is looked at. */
const MIN_COUNTED_BY_LINES = 16_384;

/** Where padding and line ends behind it begin; undefined when there is more padding than there may be. */
function withoutPadding(body: Buffer): number | undefined {
  let end = body.length;
  let padding = 0;
  for (let at = body.length - 1; at >= 0; at--) {
    const byte = body[at];
    if (byte === PAD) {
      padding++;
      end = at;
    } else if (byte !== CR && byte !== LF) break;
  }
  return padding <= 2 ? end : undefined;
}

const PAD = 0x3d;
/** A kind is the number of digits plus one; 0 is what base64 has no place for. */
const NEITHER = 0;
const KINDS = new Uint8Array(256);
for (const lineEnd of [0x0d, 0x0a]) KINDS[lineEnd] = 1;
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  KINDS[character.charCodeAt(0)] = 2;
}
/** The kind of two octets together. */
const PAIRS = new Uint8Array(65_536);
for (const [first, kind] of KINDS.entries()) {
  for (const [second, other] of KINDS.entries()) {
    PAIRS[(first << 8) | second] = kind === NEITHER || other === NEITHER ? NEITHER : kind + other - 1;
  }
}

export function decodeBase64(body: Buffer): Buffer | undefined {
  return base64Size(body) === undefined ? undefined : Buffer.from(body.toString('latin1'), 'base64');
}

/** Undefined for an `=` that encodes nothing, and for blanks that stand unencoded at the end of a line. */
export function decodeQuotedPrintable(body: Buffer): Buffer | undefined {
  const decoded = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === EQUALS) {
      const next = body[at + 1] ?? 0;
      if (next === LF) at += 1;
      else if (next === CR && body[at + 2] === LF) at += 2;
      else {
        const value = (HEX[next] ?? NO_HEX) * 16 + (HEX[body[at + 2] ?? 0] ?? NO_HEX);
        if (value >= NO_HEX) return undefined;
        decoded[length++] = value;
        at += 2;
      }
    } else {
      if (byte === SPACE || byte === TAB) {
        const next = body[at + 1] ?? LF;
        if (next === LF || next === CR) return undefined;
      }
      decoded[length++] = byte;
    }
  }
  return decoded.subarray(0, length);
}

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;
const EQUALS = 0x3d;
const NO_HEX = 256;
const HEX = new Uint16Array(256).fill(NO_HEX);
for (const [value, digit] of Array.from('0123456789ABCDEF').entries()) HEX[digit.charCodeAt(0)] = value;
for (const [value, digit] of Array.from('0123456789abcdef').entries()) HEX[digit.charCodeAt(0)] = value;
