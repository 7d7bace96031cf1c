import { applyPattern, type PatternMail } from '../../customers/order-mail/patterns/apply-pattern.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import type { DetectContext, LearnedPattern } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { soldOf, toldOf } from './order-findings.ts';
import { orderMail, readingContext } from './order-reading.ts';
import { isSecondHand, sidesOf } from './order-sides.ts';

/**
 * Order mail of a sender of which a person marked one: read by the pattern that came of it. Undefined where no pattern of
 * the sender reads this mail; then it is read like any other shop's.
 */
export function detectLearnedOrder(
  message: DetectableMessage,
  context: DetectContext,
): Finding[] | undefined {
  const patterns = context.learned.get(canonicalAddress(message.fromAddress) ?? '') ?? [];
  if (patterns.length === 0 || message.text === '' || isSecondHand(message)) return undefined;
  for (const learned of patterns) {
    const found = readLearned(learned, message, context);
    if (found) return [found];
  }
  return undefined;
}

function readLearned(
  { id, pattern }: LearnedPattern,
  message: DetectableMessage,
  context: DetectContext,
): Finding | undefined {
  const notice = applyPattern(pattern, patternMail(message), readingContext(message, context));
  if ('problem' in notice) return undefined;
  if (!sidesOf(message).proven) {
    return toldOf('purchase-unverified', notice, message, { doubt: message.authenticityReason, pattern: id });
  }
  const { email, name, phone } = notice.buyer;
  return { do: 'order', rule: 'order-mail', sold: soldOf(notice, { email, name, phone }, message, id) };
}

/** The mail as patterns see it. */
export function patternMail(message: DetectableMessage): PatternMail {
  return { ...orderMail(message), recipients: sidesOf(message).recipients };
}
