import { createHash } from 'node:crypto';

/** Text without all white space, no-break spaces, zero-width spaces and byte order marks: how texts are compared. */
export function withoutSpace(text: string): string {
  return text.replace(/[\s\u00a0\u200b\ufeff]+/g, '');
}

/** True when `text` has the hash of the expected one. */
export function hasHash(text: string, { sha1_nows }: { sha1_nows: string }): boolean {
  const bare = withoutSpace(text);
  return createHash('sha1').update(bare, 'utf8').digest('hex') === sha1_nows;
}

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
