import { canonicalAddress } from '../../lib/email-address.ts';
import { readOwnMessageId } from '../../outbox/message-id.ts';
import { findUnsubscribeToken } from '../../outbox/unsubscribe-link.ts';
import type { DetectContext } from '../detect-context.ts';
import { type DetectableMessage, referencesOf } from '../detectable-message.ts';
import type { Finding, NewSignal } from '../finding.ts';
import { shortened } from '../sentence.ts';

/**
 * Somebody asks not to be mailed any more: by the mailto of List-Unsubscribe (our token in the subject), or in their own
 * words. With our token, also one in the quoted mail or in the Message-ID that is answered, or from an authentic sender
 * it is honoured at once, and in history too, for it only prevents mail: at the address that our mail went to, and at
 * that of an authentic sender. Without either anybody could have written it: it goes to a person. A token without the
 * wish means nothing: every answer to a newsletter quotes its footer.
 */
export function detectUnsubscribe(message: DetectableMessage, context: DetectContext): Finding[] {
  const wish = message.reading.unsubscribe;
  const bySubject = ourToken(message.subject, context);
  if (message.direction !== 'incoming' || (!wish && !bySubject)) return [];
  const emailId = bySubject ?? ourToken(message.text, context) ?? answeredMail(message, context);
  const source = bySubject || wish?.how === 'list-address' ? 'mailto' : 'reply';
  const evidence = { messageId: message.id, sentence: shortened(wish?.sentence ?? message.subject) };
  const found: Finding[] = [];
  if (emailId !== undefined) {
    const signal = signalOf(message, 'unsubscribe', { ...evidence, proof: 'our token' });
    found.push({ do: 'unsubscribe', rule: 'unsubscribe', emailId, source, signal });
  }
  const canonical = canonicalAddress(message.fromAddress);
  if (message.authenticity === 'verified' && canonical !== undefined) {
    const signal = signalOf(message, 'unsubscribe', { ...evidence, proof: message.authenticityReason });
    const about = emailId === undefined ? {} : { emailId };
    found.push({ do: 'suppress', rule: 'unsubscribe', canonical, source, signal, ...about });
  }
  if (found.length > 0) return found;
  const signal = signalOf(message, 'unsubscribe-unverified', {
    ...evidence,
    doubt: message.authenticityReason,
  });
  return [{ do: 'signal', rule: 'unsubscribe', signal }];
}

function ourToken(text: string, { signingKey, businessId }: DetectContext): string | undefined {
  const token = findUnsubscribeToken(signingKey, text);
  return token?.businessId === businessId ? token.emailId : undefined;
}

/** Many mail programs quote nothing, or leave out what links lead to; but all say what is answered. */
function answeredMail(
  message: DetectableMessage,
  { signingKey, businessId }: DetectContext,
): string | undefined {
  const [answered] = referencesOf(message);
  return answered === undefined ? undefined : readOwnMessageId(signingKey, businessId, answered);
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
