import { readComplaint } from './arf.ts';
import { checkAuthenticity } from './authenticity.ts';
import { readBounce } from './bounce.ts';
import { classifyMessage } from './classify.ts';
import { coarseClassOf, type MessageReading } from './message-reading.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { extractReplyText, ownWords } from './reply-text.ts';
import { baseSubject } from './subject.ts';
import { readUnsubscribe } from './unsubscribe.ts';

/** What reading needs to know beside the mail. */
export interface UnderstandOptions {
  /** authserv-ids whose Authentication-Results are believed; none by default. */
  trustedServers?: readonly string[];
}

/** Understands one mail from itself alone: pure, linear in its size, never throws. */
export function understandMessage(message: ParsedMessage, options: UnderstandOptions = {}): MessageReading {
  const complaint = readComplaint(message);
  const bounce = complaint ? undefined : readBounce(message);
  const replyText = extractReplyText(message.text);
  const unsubscribe = bounce ? undefined : readUnsubscribe(ownWords(replyText), message.subject);
  const classification = classifyMessage(message, { bounce, complaint, unsubscribe });
  const isBounce = bounce !== undefined && classification.class === bounce.class;
  return {
    class: classification.class,
    coarseClass: coarseClassOf(classification.class),
    evidence: classification.evidence,
    baseSubject: baseSubject(message.subject).base,
    replyText,
    bounce: isBounce ? bounce : null,
    complaint: complaint ?? null,
    autoReply: classification.autoReply ?? null,
    unsubscribe: unsubscribe ?? null,
    authenticity: checkAuthenticity(message, options.trustedServers ?? []),
  };
}
