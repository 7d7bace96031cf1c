import type { MailSides } from '../../customers/order-mail/judge-side.ts';
import { isForwardSubject } from '../../customers/order-mail/may-tell-of-order.ts';
import { baseSubject } from '../../messages/understand/subject.ts';
import type { DetectableMessage } from '../detectable-message.ts';

/** Where the mail came from and went to, and whether that is proven. */
export function sidesOf(message: DetectableMessage): MailSides {
  return {
    fromAddress: message.fromAddress,
    recipients: message.addresses
      .filter(({ role }) => role === 'to' || role === 'cc')
      .map(({ address }) => address),
    proven: message.authenticity === 'verified' || (message.direction === 'outgoing' && message.inSent),
  };
}

/** It answers or forwards, by its subject, or has a forwarded mail in it. */
export function isSecondHand(message: Pick<DetectableMessage, 'subject' | 'text'>): boolean {
  return baseSubject(message.subject).prefixed || isForwarded(message);
}

/** It forwards another mail, by its subject or by what stands in it. */
export function isForwarded({ subject, text }: Pick<DetectableMessage, 'subject' | 'text'>): boolean {
  return isForwardSubject(subject) || FORWARDED_INSIDE.test(text.slice(0, MAX_BEFORE_FORWARDED));
}

const MAX_BEFORE_FORWARDED = 5000;
const FORWARDED_INSIDE =
  /^\s{0,5}(?:-{3,20}\s{0,3}(?:forwarded|original) message|begin forwarded message\s{0,3}:|-{3,20}\s{0,3}(?:رسالة معاد توجيهها|الرسالة المعاد توجيهها|پیام هدایت ?شده|پیام ارسال ?شده))/imu;
