import { signToken, verifyToken } from '../lib/tokens.ts';

/** The header that says: Wafa sent this. Its value is bound to the business and to the Message-ID beside it. */
export const LOOP_HEADER = 'X-Wafa-Loop';

/**
 * The Message-ID of an outgoing email, without angle brackets: `<id>.<token>@domain`, so that a report which quotes it
 * proves that it saw a mail of ours.
 */
export function ownMessageId(key: string, businessId: string, emailId: string, domain: string): string {
  return `${emailId}.${signToken(key, 'loop', [businessId, emailId])}@${domain}`;
}

/** The id of the outgoing email that a Message-ID (with or without angle brackets) names; undefined when not ours. */
export function readOwnMessageId(key: string, businessId: string, messageId: string): string | undefined {
  const match = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{20})@/i.exec(messageId.trim());
  const emailId = match?.[1]?.toLowerCase();
  const token = match?.[2];
  if (emailId === undefined || token === undefined) return undefined;
  return verifyToken(key, 'loop', [businessId, emailId], token) ? emailId : undefined;
}
