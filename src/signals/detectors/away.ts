import { readReturnDate } from '../../customers/dates/return-date.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { firstSentence } from '../sentence.ts';

/**
 * An automatic answer of a contact: `away` (until when, if it says so; matching has put it on the contact, where it
 * pauses sequences) or `left` the company. It is never answered.
 */
export function detectAway(message: DetectableMessage, _context: DetectContext): Finding[] {
  const kind = message.reading.autoReply?.kind;
  if (message.class !== 'auto-reply' || message.contactId === null) return [];
  if (kind !== 'out_of_office' && kind !== 'left') return [];
  const rule = kind === 'left' ? 'left' : 'away';
  const until = readReturnDate(`${message.subject}\n${message.text}`, message.sentAt);
  return [
    {
      do: 'signal',
      rule,
      signal: {
        kind: rule,
        contactId: message.contactId,
        dedupeKey: `${rule}:${message.contentHash}`,
        occurredAt: message.receivedAt,
        history: message.arrival === 'history',
        evidence: {
          messageId: message.id,
          sentence: firstSentence(message.replyText || message.text),
          until: until?.toISOString() ?? null,
        },
      },
    },
  ];
}
