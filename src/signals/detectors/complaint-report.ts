import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding, NewSignal } from '../finding.ts';
import { deliveredTo } from './bounce.ts';
import { detectUnsubscribe } from './unsubscribe.ts';

/** Types of reports (RFC 5965 7.3) that are no complaint about us. */
const HARMLESS = new Set(['not-spam', 'auth-failure', 'dmarc']);

/**
 * Somebody pressed "spam" on a mail of ours (ARF, RFC 5965): marketing mail to them ends, if the report proves to be about a
 * mail of ours; else it is only noticed. `opt-out` is the wish to be taken off.
 */
export function detectComplaintReport(message: DetectableMessage, context: DetectContext): Finding[] {
  const { complaint } = message.reading;
  if (!complaint || HARMLESS.has(complaint.feedbackType)) return [];
  if (complaint.feedbackType === 'opt-out') return detectUnsubscribe(withWish(message), context);
  const about = complaint.recipients[0] ?? null;
  const signal: NewSignal = {
    kind: 'spam-complaint',
    contactId: null,
    dedupeKey: `spam-complaint:${message.contentHash}`,
    occurredAt: message.receivedAt,
    history: message.arrival === 'history',
    evidence: { messageId: message.id, address: about, feedbackType: complaint.feedbackType },
  };
  if (message.arrival === 'history') return [{ do: 'signal', rule: 'spam-complaint', signal }];
  const report = {
    deliveredTo: deliveredTo(message),
    originalMessageId: complaint.originalMessageId,
    kind: 'complaint' as const,
    status: null,
    diagnostic: complaint.feedbackType,
    contentHash: message.contentHash,
  };
  return [{ do: 'report', rule: 'spam-complaint', report, about, signal }];
}

/** A mail program that answers List-Unsubscribe for its owner writes no sentence of its own. */
function withWish(message: DetectableMessage): DetectableMessage {
  const unsubscribe = { sentence: message.subject, how: 'list-address' as const };
  return { ...message, reading: { unsubscribe, ...message.reading } };
}
