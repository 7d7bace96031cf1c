import { canonicalAddress } from '../../lib/email-address.ts';
import { findUnsubscribeToken } from '../../outbox/unsubscribe-link.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding, NewSignal } from '../finding.ts';
import { shortened } from '../sentence.ts';

/**
 * Somebody asks not to be mailed any more: by the mailto of List-Unsubscribe (our token in the subject), or in their own
 * words. With our token, also one in the quoted mail, or from an authentic sender it is honoured at once, and in
 * history too, for it only prevents mail. Without either anybody could have written it: it goes to a person. A token
 * without the wish means nothing: every answer to a newsletter quotes its footer.
 */
export function detectUnsubscribe(message: DetectableMessage, context: DetectContext): Finding[] {
  const wish = message.reading.unsubscribe;
  const bySubject = ourToken(message.subject, context);
  if (message.direction !== 'incoming' || (!wish && !bySubject)) return [];
  const token = bySubject ?? ourToken(message.text, context);
  const source = bySubject || wish?.how === 'list-address' ? 'mailto' : 'reply';
  const evidence = { messageId: message.id, sentence: shortened(wish?.sentence ?? message.subject) };
  if (token) {
    const signal = signalOf(message, 'unsubscribe', { ...evidence, proof: 'our token' });
    return [{ do: 'unsubscribe', rule: 'unsubscribe', emailId: token.emailId, source, signal }];
  }
  const canonical = canonicalAddress(message.fromAddress);
  if (message.authenticity === 'verified' && canonical !== undefined) {
    const signal = signalOf(message, 'unsubscribe', { ...evidence, proof: message.authenticityReason });
    return [{ do: 'suppress', rule: 'unsubscribe', canonical, source, signal }];
  }
  const signal = signalOf(message, 'unsubscribe-unverified', {
    ...evidence,
    doubt: message.authenticityReason,
  });
  return [{ do: 'signal', rule: 'unsubscribe', signal }];
}

function ourToken(text: string, { signingKey, businessId }: DetectContext) {
  const token = findUnsubscribeToken(signingKey, text);
  return token?.businessId === businessId ? token : undefined;
}

function signalOf(message: DetectableMessage, kind: string, evidence: object): NewSignal {
  return {
    kind,
    contactId: message.contactId,
    dedupeKey: `unsubscribe:${message.contentHash}`,
    occurredAt: message.receivedAt,
    history: message.arrival === 'history',
    evidence,
  };
}
