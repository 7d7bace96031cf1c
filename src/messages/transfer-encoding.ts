/**
 * Decoders of RFC 2045 6 for bodies that keep to it. They answer undefined for whatever does not: how to make the best
 * of that is left to mailparser.
 */

/** Octets that base64 holds; undefined unless it is whole quartets, with padding only at the end. */
export function base64Size(body: Buffer): number | undefined {
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < body.length; at++) {
    const kind = BASE64_KINDS[body[at] ?? 0];
    if (kind === DIGIT && padding === 0) digits++;
    else if (kind === PAD) padding++;
    else if (kind !== LINE_END) return undefined;
  }
  return padding <= 2 && (digits + padding) % 4 === 0 ? ((digits + padding) / 4) * 3 - padding : undefined;
}

const DIGIT = 1;
const LINE_END = 2;
const PAD = 3;
const BASE64_KINDS = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  BASE64_KINDS[character.charCodeAt(0)] = DIGIT;
}
BASE64_KINDS[0x0d] = LINE_END;
BASE64_KINDS[0x0a] = LINE_END;
BASE64_KINDS[0x3d] = PAD;

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
