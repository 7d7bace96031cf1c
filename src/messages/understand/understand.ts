import type { ParsedMessage } from '../parse/parsed-message.ts';
import { readComplaint } from './arf.ts';
import { checkAuthenticity } from './authenticity.ts';
import { readBounce } from './bounce.ts';
import { readCalendar } from './calendar.ts';
import { readChallenge } from './challenge.ts';
import { classifyMessage } from './classify.ts';
import { readDmarcReport } from './dmarc-report.ts';
import { readLanguage } from './language.ts';
import { readMarkup } from './markup/read-markup.ts';
import { coarseClassOf, type MessageClass, type MessageReading } from './message-reading.ts';
import { readReceipt } from './receipt.ts';
import { ownWords, replyWithSignature } from './reply-text.ts';
import { readSignature } from './signature.ts';
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
  const { replyText, signature } = replyWithSignature(message.text);
  const own = ownWords(replyText);
  const found = {
    bounce,
    complaint,
    unsubscribe: bounce ? undefined : readUnsubscribe(own, message.subject),
    receipt: readReceipt(message),
    dmarc: readDmarcReport(message, complaint),
    challenge: bounce ? undefined : readChallenge(message),
    calendar: readCalendar(message),
    own,
  };
  const classification = classifyMessage(message, found);
  const is = classification.class;
  return {
    class: is,
    coarseClass: coarseClassOf(is),
    evidence: classification.evidence,
    baseSubject: baseSubject(message.subject).base,
    replyText,
    bounce: bounce?.class === is ? bounce : null,
    complaint: complaint ?? null,
    autoReply: classification.autoReply ?? null,
    unsubscribe: found.unsubscribe ?? null,
    receipt: is === 'mdn' ? (found.receipt ?? null) : null,
    dmarc: is === 'dmarc_report' ? (found.dmarc ?? null) : null,
    challenge: is === 'challenge_response' ? (found.challenge ?? null) : null,
    calendar: found.calendar ?? null,
    markup: readMarkup(message.html) ?? null,
    language: readLanguage(own || message.text),
    signature: BY_A_PERSON.has(is) ? readSignature(signature, message.from ?? NOBODY) : [],
    authenticity: checkAuthenticity(message, options.trustedServers ?? []),
  };
}

/** Mail whose signature is its writer's own. */
const BY_A_PERSON: ReadonlySet<MessageClass> = new Set([
  'human',
  'auto_reply',
  'unsubscribe_request',
  'mailing_list',
  'calendar',
]);
const NOBODY = { name: '', address: '' };
