import { createHash } from 'node:crypto';

/** Text without all white space, no-break spaces, zero-width spaces and byte order marks: how texts are compared. */
export function withoutSpace(text: string): string {
  return text.replace(/[\s\u00a0\u200b\ufeff]+/g, '');
}

/** The hash of a text, and of some labels how the text begins and ends. */
interface TextHash {
  sha1_nows: string;
  head_nows?: string | undefined;
  tail_nows?: string | undefined;
}

/** True when `text` has the hash of the expected one, whose letters beyond ASCII may be unread (`sameReadable`). */
export function hasHash(text: string, { sha1_nows, head_nows = '', tail_nows = '' }: TextHash): boolean {
  const bare = withoutSpace(text);
  const sha1 = (value: string) => createHash('sha1').update(value, 'utf8').digest('hex');
  if (sha1(bare) === sha1_nows) return true;
  return (
    `${head_nows}${tail_nows}`.includes(UNREAD) && sha1(bare.replace(/[^\p{ASCII}]/gu, UNREAD)) === sha1_nows
  );
}

/**
 * True when `found` is the same as the label but for white space. U+FFFD in a label is a letter that the program which
 * made it could not read: it says that a letter stands there, not which.
 */
export function sameReadable(found: string, label: string): boolean {
  const [left, right] = [Array.from(withoutSpace(found)), Array.from(withoutSpace(label))];
  return (
    left.length === right.length &&
    right.every(
      (letter, at) => letter === left[at] || (letter === UNREAD && !/\p{ASCII}/u.test(left[at] ?? '')),
    )
  );
}

const UNREAD = '\ufffd';

/** True when both are the same but for white space. */
export function sameText(a: string, b: string): boolean {
  return withoutSpace(a) === withoutSpace(b);
}

/** True when both lists hold the same members, in any order. */
export function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const right = new Set(b);
  return left.size === right.size && [...left].every((member) => right.has(member));
}
