import type { SmtpReply } from './mail-sender.ts';

/** What a refusal means beyond the one mail. */
export type Consequence = 'none' | 'suppress' | 'pause';

/**
 * RFC 3463 codes that mean more than "not this mail". Dead addresses are suppressed. Refusals of us as a sender (PTR, SPF,
 * DKIM, DMARC, alignment, TLS) hit every mail alike, so sending pauses for a person. Google, Yahoo and Microsoft sender
 * rules, checked 2026-01.
 */
export function consequenceOf(reply: SmtpReply): Consequence {
  const { code, enhanced } = reply;
  if (code < 500 || enhanced === undefined) return 'none';
  if (DEAD_ADDRESS.has(enhanced)) return 'suppress';
  return SENDER_REFUSED.has(enhanced) ? 'pause' : 'none';
}

/** No such mailbox, no such system, moved with no forwarding, accepts no mail (RFC 7505). */
const DEAD_ADDRESS = new Set(['5.1.1', '5.1.2', '5.1.6', '5.1.10']);

const SENDER_REFUSED = new Set([
  '5.7.23', // SPF
  '5.7.25', // PTR
  '5.7.26', // not authenticated
  '5.7.27', // SPF
  '5.7.29', // TLS
  '5.7.30', // DKIM
  '5.7.31', // DMARC
  '5.7.32', // alignment
  '5.7.40', // DMARC
  '5.7.515', // Microsoft: not authenticated
]);
