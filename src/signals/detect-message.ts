import { isOwnMail } from '../outbox/loop-token.ts';
import { LOOP_HEADER } from '../outbox/message-id.ts';
import type { DetectContext } from './detect-context.ts';
import { type DetectableMessage, headersOf } from './detectable-message.ts';
import { detectAway } from './detectors/away.ts';
import { detectBounce } from './detectors/bounce.ts';
import { detectComplaintReport } from './detectors/complaint-report.ts';
import { detectOrderMail } from './detectors/order-mail.ts';
import { detectPurchaseMail } from './detectors/purchase-mail.ts';
import { detectReply } from './detectors/reply.ts';
import { detectUnsubscribe } from './detectors/unsubscribe.ts';
import type { Finding } from './finding.ts';

type Detector = (message: DetectableMessage, context: DetectContext) => Finding[];

/** Reports about delivery and complaints: only a token of ours makes them count, so nothing else looks at them. */
const REPORT_DETECTORS: readonly Detector[] = [detectBounce, detectComplaintReport];
/** What people and shops write. Each holds the mail's authenticity against what it wants to do. */
const MAIL_DETECTORS: readonly Detector[] = [
  detectPurchaseMail,
  detectOrderMail,
  detectUnsubscribe,
  detectAway,
  detectReply,
];

/**
 * May this message cause an effect, and which? In the order of the protocol: (1) our own mail coming back causes nothing
 * (that it is there may settle an uncertain delivery); (2) reports count only with our token; (3) automatic mail
 * is never answered, only its date of absence and configured order confirmations are read; (4) what is not authentic
 * makes no purchase and no suppression, only a signal for a person; (5) spam makes nothing, but for an unsubscribe that
 * proves itself: the mails that mail programs write for it are short and odd, and filters take them for spam. Pure.
 */
export function detectMessage(message: DetectableMessage, context: DetectContext): Finding[] {
  if (isOurs(message, context)) return [...seenOurs(message), ...leftByHand(message, context)];
  // Of what we sent, only the mail of our shop means anything: its copies lie in Sent.
  if (message.direction === 'outgoing')
    return [...leftByHand(message, context), ...detectOrderMail(message, context)];
  if (message.subclass === 'spam') return detectUnsubscribe(message, context).filter(isProven);
  const detectors = isReport(message) ? REPORT_DETECTORS : MAIL_DETECTORS;
  return detectors.flatMap((detect) => detect(message, context));
}

function isOurs(message: DetectableMessage, { signingKey, businessId }: DetectContext): boolean {
  const [loopHeader = null] = headersOf(message, LOOP_HEADER.toLowerCase());
  return isOwnMail(signingKey, businessId, { messageId: message.messageId, loopHeader });
}

function seenOurs({ direction, inMailbox, messageId }: DetectableMessage): Finding[] {
  if (direction !== 'outgoing' || !inMailbox || messageId === null) return [];
  return [{ do: 'seen', rule: 'seen', messageId, where: 'the Sent folder' }];
}

/** It may be a draft of ours that a person has sent; only new mail, for of history no draft is ours. */
function leftByHand(message: DetectableMessage, { draftsOut = false }: DetectContext): Finding[] {
  const { direction, inMailbox, messageId, arrival, subject, addresses } = message;
  if (!draftsOut || direction !== 'outgoing' || !inMailbox || messageId === null || arrival !== 'new')
    return [];
  const [loopHeader = null] = headersOf(message, LOOP_HEADER.toLowerCase());
  const recipients = addresses.flatMap(({ role, canonical }) =>
    role === 'to' && canonical !== null ? [canonical] : [],
  );
  return [{ do: 'left', rule: 'left by hand', messageId, loopHeader, subject, recipients }];
}

function isProven({ do: what }: Finding): boolean {
  return what === 'unsubscribe';
}

function isReport({ class: messageClass, subclass }: DetectableMessage): boolean {
  return messageClass === 'bounce' || subclass === 'delivery_notice' || subclass === 'complaint';
}
