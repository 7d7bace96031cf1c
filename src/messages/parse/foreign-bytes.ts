import { isUtf8 } from 'node:buffer';

/**
 * Bytes whose charset nobody names, as text. Null when they are UTF-8 (RFC 6532) and need no help, or when no charset can
 * be had. `declared`: the charsets that the rest of the mail names, likeliest first.
 */
export function readForeign(bytes: Buffer, declared: readonly string[]): string | null {
  const charset = foreignCharset(bytes, declared);
  return charset === null ? null : new TextDecoder(charset).decode(bytes);
}

/** The charset of bytes that are no UTF-8: what the mail uses elsewhere, else what the bytes look like. */
export function foreignCharset(bytes: Buffer, declared: readonly string[]): string | null {
  if (isUtf8(bytes)) return null;
  return declared.find(isKnown) ?? likelyCharset(bytes);
}

/** True when a text that says so may be in any charset: none is named, or one that tells nothing. */
export function saysNothing(charset: string): boolean {
  return NOTHING.has(charset.toLowerCase());
}

const NOTHING = new Set(
  ',utf-8,utf8,us-ascii,ascii,unknown,x-unknown,unknown-8bit,8bit,default,x-user-defined,ansi'.split(','),
);

function isKnown(charset: string): boolean {
  if (saysNothing(charset)) return false;
  try {
    return new TextDecoder(charset).encoding !== 'utf-8';
  } catch {
    return false;
  }
}

/**
 * Letters beyond ASCII stand alone or in pairs between others in the languages of windows-1252, and fill whole words in
 * those of windows-1256. Cyrillic fills words too, but read as windows-1256 it mixes Arabic letters with French ones.
 */
function likelyCharset(bytes: Buffer): string | null {
  const text = new TextDecoder('windows-1256').decode(bytes.subarray(0, LOOKED_AT));
  const runs = text.match(/[\u0080-\uffff]+/g) ?? [];
  const longest = Math.max(0, ...runs.map((run) => run.length));
  const plainLetters = text.match(/[a-z]/gi)?.length ?? 0;
  if (longest <= 2 && runs.length <= plainLetters / 3) return 'windows-1252';
  return longest > 2 && runs.every((run) => ARABIC.test(run)) ? 'windows-1256' : null;
}

const ARABIC = /^[\p{Script=Arabic}\p{Cf}\p{P}\u00a0\u0640]+$/u;
/** Bytes that are enough to tell one charset from another. */
const LOOKED_AT = 20_000;
