import { signToken, verifyToken } from '../lib/tokens.ts';
import { readOwnMessageId } from './message-id.ts';

/** The value of the loop header for a mail with this Message-ID (no angle brackets). */
export function loopToken(key: string, businessId: string, messageId: string): string {
  return signToken(key, 'loop', [businessId, 'header', messageId]);
}

/**
 * Whether a mail that came in is one of our own coming back: by the loop header together with its Message-ID, or by
 * the Message-ID alone, which carries an HMAC. `loopHeader` is the header's value, `messageId` has no angle brackets.
 */
export function isOwnMail(
  key: string,
  businessId: string,
  { messageId, loopHeader }: { messageId: string | null; loopHeader: string | null },
): boolean {
  if (messageId === null) return false;
  if (readOwnMessageId(key, businessId, messageId) !== undefined) return true;
  return (
    loopHeader !== null && verifyToken(key, 'loop', [businessId, 'header', messageId], loopHeader.trim())
  );
}
