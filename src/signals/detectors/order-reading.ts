import { isRobotAddress } from '../../customers/match/robot-address.ts';
import type { OrderMail, ReadingContext } from '../../customers/order-mail/order-notice.ts';
import { isOwnAddress } from '../../messages/log/own-addresses.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';

/** Characters of a mail that readers of orders see. */
const MAX_ORDER_TEXT = 50_000;

/** The mail as readers of orders see it. */
export function orderMail(message: DetectableMessage): OrderMail {
  const replyTo = message.addresses.find(({ role }) => role === 'reply-to');
  return {
    subject: baseSubjectAsWritten(message.subject),
    text: message.text.slice(0, MAX_ORDER_TEXT),
    fromAddress: message.fromAddress,
    replyTo: replyTo ? { name: replyTo.name, address: replyTo.address } : null,
    sentAt: message.sentAt,
  };
}

/** What they need to know beside it. */
export function readingContext(message: DetectableMessage, context: DetectContext): ReadingContext {
  const sender = message.fromAddress.toLowerCase();
  return {
    currency: context.currency,
    timeZone: context.timeZone,
    isNobody: (address) =>
      address.toLowerCase() === sender || isOwnAddress(context.own, address) || isRobotAddress(address),
  };
}

/** Without what mail programs put before it, its letters as they were. */
function baseSubjectAsWritten(subject: string): string {
  return subject.replace(/^(?:\s{0,5}(?:re|fwd?|fw|wg|aw|پاسخ|رد)\s{0,3}[:：]\s{0,5}){1,5}/iu, '');
}
