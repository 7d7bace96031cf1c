import { ownWords } from '../../messages/understand/reply-text.ts';
import { readOwnMessageId } from '../../outbox/message-id.ts';
import type { DetectContext } from '../detect-context.ts';
import { type DetectableMessage, referencesOf } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { firstSentence } from '../sentence.ts';
import type { SurveyReply } from '../survey-answers.ts';

/**
 * A contact wrote by hand: the signal `reply`, which ends sequences; at the time our server got it, for a Date can be set to
 * anything. When the mail refers to one of ours, that one evidently arrived.
 */
export function detectReply(
  message: DetectableMessage,
  { signingKey, businessId }: DetectContext,
): Finding[] {
  if (message.direction !== 'incoming' || message.class !== 'human') return [];
  if (message.authenticity === 'failed') return [];
  const findings: Finding[] = [];
  if (message.contactId !== null) {
    findings.push({
      do: 'signal',
      rule: 'reply',
      signal: {
        kind: 'reply',
        contactId: message.contactId,
        dedupeKey: `reply:${message.contentHash}`,
        occurredAt: message.receivedAt,
        history: message.arrival === 'history',
        evidence: {
          messageId: message.id,
          threadId: message.threadId,
          subject: message.subject,
          sentence: firstSentence(ownWords(message.replyText)),
        },
      },
    });
  }
  const ours = referencesOf(message).find((id) => readOwnMessageId(signingKey, businessId, id) !== undefined);
  if (ours === undefined) return findings;
  findings.push({ do: 'seen', rule: 'seen', messageId: ours, where: 'a reply' });
  const emailId = readOwnMessageId(signingKey, businessId, ours);
  if (emailId !== undefined)
    findings.push({ do: 'answer', rule: 'survey-answer', reply: replyOf(message, emailId) });
  return findings;
}

function replyOf(message: DetectableMessage, emailId: string): SurveyReply {
  return {
    emailId,
    messageId: message.id,
    text: ownWords(message.replyText),
    at: message.receivedAt,
    history: message.arrival === 'history',
  };
}
