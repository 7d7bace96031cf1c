import type { WordLikeness } from '../names/compare-words.ts';

/** What speaks for or against two contacts being one person; worded in reason-in-words.ts. */
export type EvidenceKind =
  | `word-${WordLikeness}`
  | 'generation-differs'
  | 'birthday'
  | 'birthday-alike'
  | 'birthday-differs'
  | 'identifier'
  | 'identifier-alike'
  | 'identifier-differs'
  | 'phone'
  | 'address-name'
  | 'colleagues'
  | 'place'
  | 'place-differs'
  | 'thread'
  | 'reply-to'
  | 'alias';

/** One reason. */
export interface Evidence {
  kind: EvidenceKind;
  /** How much it says: the logarithm, base 2, of how many times likelier it is of one person than of two. */
  bits: number;
  /** What is said of it in words: the names compared, the phone, the date. */
  detail: string;
}

/** Bits of a value on which two agree, as `chance` (0 to 1) of two strangers' values agree too; at most `most`. */
export function agreementBits(chance: number, most: number): number {
  return Math.max(0, Math.min(most, Math.log2(AGREES_WHEN_ONE / Math.max(chance, LEAST_CHANCE))));
}

/** The share of true pairs whose values agree; the rest are typing mistakes and moves. */
const AGREES_WHEN_ONE = 0.9;
const LEAST_CHANCE = 1e-6;
