/**
 * Decoders of RFC 2045 6 for bodies that keep to it. They answer undefined for whatever does not: how to make the best
 * of that is left to mailparser.
 */

/** Octets that base64 holds; undefined unless it is whole quartets, with padding only at the end. */
export function base64Size(body: Buffer): number | undefined {
  const end = withoutPadding(body);
  if (end < 0) return undefined;
  const digits = countDigits(body, end);
  const padding = countPadding(body, end);
  return digits >= 0 && (digits + padding) % 4 === 0 ? ((digits + padding) / 4) * 3 - padding : undefined;
}

// Loops stand in functions of their own that do nothing else: what follows a loop that the compiler replaces while it runs
// has never been seen by it, and it throws the whole function away again, hundreds of times.

/** Digits before `end`, -1 when there is something else. Two at a time: attachments are most of the octets of a mailbox. */
function countDigits(body: Uint8Array, end: number): number {
  let digits = 0;
  let at = 0;
  for (; at + 1 < end; at += 2) {
    const pair = PAIRS[((body[at] ?? 0) << 8) | (body[at + 1] ?? 0)] ?? NEITHER;
    if (pair === NEITHER) return -1;
    digits += pair - 1;
  }
  const last = at < end ? (KINDS[body[at] ?? 0] ?? NEITHER) : NOTHING;
  return last === NEITHER ? -1 : digits + last - 1;
}

function countPadding(body: Uint8Array, from: number): number {
  let padding = 0;
  for (let at = from; at < body.length; at++) if (body[at] === PAD) padding++;
  return padding;
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
  if (!endsEvery(body, step, lines)) return base64Size(body);
  const padding = body.indexOf(PAD);
  if (padding >= 0 && padding < lines * step) return base64Size(body);
  const first = base64Size(body.subarray(0, line));
  const last = base64Size(body.subarray(lines * step));
  return first !== (line / 4) * 3 || last === undefined ? base64Size(body) : lines * (line / 4) * 3 + last;
}

/** CR LF ends each of the first lines, which are all `step` octets long. */
function endsEvery(body: Uint8Array, step: number, lines: number): boolean {
  for (let at = step - 2; at < lines * step; at += step) {
    if (body[at] !== CR || body[at + 1] !== LF) return false;
  }
  return true;
}

/** Below this, every character is looked at. */
const MIN_COUNTED_BY_LINES = 16_384;

/** Where padding and line ends behind it begin; -1 when there is more padding than there may be. */
function withoutPadding(body: Uint8Array): number {
  let end = body.length;
  let padding = 0;
  for (let at = body.length - 1; at >= 0; at--) {
    const byte = body[at];
    if (byte === PAD) {
      padding++;
      end = at;
    } else if (byte !== CR && byte !== LF) break;
  }
  return padding <= 2 ? end : -1;
}

const PAD = 0x3d;
/** A kind is the number of digits plus one; 0 is what base64 has no place for. */
const NEITHER = 0;
const NOTHING = 1;
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
  const length = decodeInto(decoded, body);
  return length < 0 ? undefined : decoded.subarray(0, length);
}

/** How many octets were decoded, -1 when it is not done as it should be. */
function decodeInto(decoded: Uint8Array, body: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === EQUALS) {
      const next = body[at + 1] ?? 0;
      if (next === LF) at += 1;
      else if (next === CR && body[at + 2] === LF) at += 2;
      else {
        const value = (HEX[next] ?? NO_HEX) * 16 + (HEX[body[at + 2] ?? 0] ?? NO_HEX);
        if (value >= NO_HEX) return -1;
        decoded[length++] = value;
        at += 2;
      }
    } else {
      if (byte === SPACE || byte === TAB) {
        const next = body[at + 1] ?? LF;
        if (next === LF || next === CR) return -1;
      }
      decoded[length++] = byte;
    }
  }
  return length;
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
