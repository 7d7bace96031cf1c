import { applyPattern } from '../customers/order-mail/patterns/apply-pattern.ts';
import type { OrderPattern } from '../customers/order-mail/patterns/pattern.ts';
import type { DetectContext } from './detect-context.ts';
import type { DetectableMessage } from './detectable-message.ts';
import { patternMail } from './detectors/learned-orders.ts';
import { readingContext } from './detectors/order-reading.ts';
import { isSecondHand, sidesOf } from './detectors/order-sides.ts';

/** What a pattern reads in one mail, for a person to look at. */
export interface PatternTrial {
  messageId: string;
  sentAt: Date;
  subject: string;
  /** Null where it was read. */
  problem: string | null;
  /** It reads well, and makes no purchase: who sent it could not be verified. */
  unverified: boolean;
  orderId: string | null;
  amountMinor: number | null;
  currency: string | null;
  customer: string;
  date: Date | null;
  items: { name: string; quantity: number }[];
}

/** Tries a pattern on mails, and changes nothing. */
export function tryPattern(
  pattern: OrderPattern,
  mails: readonly DetectableMessage[],
  context: DetectContext,
): PatternTrial[] {
  return mails.map((message): PatternTrial => {
    const about = { messageId: message.id, sentAt: message.sentAt, subject: message.subject };
    const notice = isSecondHand(message)
      ? { problem: 'it answers or forwards another mail' }
      : applyPattern(pattern, patternMail(message), readingContext(message, context));
    if ('problem' in notice) return { ...about, ...NOTHING, problem: notice.problem };
    const { name, email } = notice.buyer;
    return {
      ...about,
      problem: null,
      unverified: !sidesOf(message).proven,
      orderId: notice.orderId,
      amountMinor: notice.money?.amountMinor ?? null,
      currency: notice.money?.currency ?? null,
      customer: name === '' ? (email ?? '') : `${name} <${email ?? ''}>`,
      date: notice.at,
      items: notice.items.map(({ name: item, quantity }) => ({ name: item, quantity })),
    };
  });
}

const NOTHING = {
  unverified: false,
  orderId: null,
  amountMinor: null,
  currency: null,
  customer: '',
  date: null,
  items: [],
};
