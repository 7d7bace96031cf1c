import { signToken, type TokenPurpose, verifyToken } from './tokens.ts';

/** A row of one business that a link stands for. */
export interface SignedSubject {
  businessId: string;
  id: string;
}

/** Names a row in a link and proves it, for one purpose: 84 lower-case hex digits that say nothing of anybody. */
export function signedToken(key: string, purpose: TokenPurpose, businessId: string, id: string): string {
  const plain = `${businessId}${id}`.replaceAll('-', '').toLowerCase();
  return plain + signToken(key, purpose, [businessId, id]);
}

/** What a token stands for; undefined when it was not made by `signedToken` with this key for this purpose. */
export function readSigned(key: string, purpose: TokenPurpose, token: string): SignedSubject | undefined {
  const match = /^([0-9a-f]{32})([0-9a-f]{32})([0-9a-f]{20})$/.exec(token.trim().toLowerCase());
  if (!match) return undefined;
  const subject = { businessId: withHyphens(match[1] ?? ''), id: withHyphens(match[2] ?? '') };
  return verifyToken(key, purpose, [subject.businessId, subject.id], match[3] ?? '') ? subject : undefined;
}

function withHyphens(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
