import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token is good for; a token made for one purpose never verifies for another. */
export type TokenPurpose = 'unsubscribe' | 'preferences' | 'confirm' | 'survey' | 'verp' | 'loop' | 'command';

/** 20 hex digits: 80 bits of HMAC-SHA-256, short enough for a local part (RFC 5321 allows 64 octets). */
const TOKEN_HEX_DIGITS = 20;

/** A purpose-bound HMAC over `parts`, in lower-case hex, for links, VERP addresses and loop marks. */
export function signToken(key: string, purpose: TokenPurpose, parts: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, ...parts]))
    .digest('hex')
    .slice(0, TOKEN_HEX_DIGITS);
}

/** True when `token` was made by `signToken` of the same key, purpose and parts; compared in constant time. */
export function verifyToken(
  key: string,
  purpose: TokenPurpose,
  parts: readonly string[],
  token: string,
): boolean {
  const expected = Buffer.from(signToken(key, purpose, parts));
  const given = Buffer.from(token.toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}
