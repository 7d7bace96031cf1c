import { combineNotices } from '../../customers/order-mail/combine-notices.ts';
import { judgeSide, type MailSides } from '../../customers/order-mail/judge-side.ts';
import { markupNotices } from '../../customers/order-mail/markup-notices.ts';
import type { OrderNotice } from '../../customers/order-mail/order-notice.ts';
import { readOrderMail } from '../../customers/order-mail/read-order-mail.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { detectLearnedOrder } from './learned-orders.ts';
import { soldOf, toldOf } from './order-findings.ts';
import { orderMail, readingContext } from './order-reading.ts';
import { isForwarded, isSecondHand, sidesOf } from './order-sides.ts';

/** Below this a person must look. */
const MIN_CONFIDENCE = 0.7;

/**
 * The mail of a shop, by a learned pattern, by its mark-up or its layout: of our own shop it becomes a purchase, a payment, a return or a cart;
 * of a shop that we bought from, the signal `bought`, never a purchase of a customer. Mail that nobody can be sure of
 * becomes `purchase-unverified`, mail of a sender that may be our shop `shop-found`, once a sender, so that somebody may
 * say so. What answers or forwards another mail proves nothing.
 */
export function detectOrderMail(message: DetectableMessage, context: DetectContext): Finding[] {
  const learned = detectLearnedOrder(message, context);
  if (learned) return learned;
  const notices = noticesIn(message, context);
  if (notices.length === 0) return [];
  if (isSecondHand(message)) {
    const told = notices.some(({ speaksTo, what }) => speaksTo === 'seller' && what === 'order');
    const doubt = 'forwarded: what is in it proves nothing';
    return told && isForwarded(message)
      ? [toldOf('purchase-unverified', notices[0], message, { doubt })]
      : [];
  }
  const sides = sidesOf(message);
  return notices.flatMap((notice) => findingsOf(notice, sides, message, context));
}

/** What the mail tells of, read in both ways. */
function noticesIn(message: DetectableMessage, context: DetectContext): OrderNotice[] {
  const marked = message.reading.markup?.orders ?? [];
  if (message.text === '' && marked.length === 0) return [];
  const mail = orderMail(message);
  const reading = readingContext(message, context);
  const words = readOrderMail(mail, reading);
  const found = combineNotices(markupNotices(marked, mail, reading), words);
  const configured = isConfigured(message, context);
  return found.filter(({ what, reader }) => {
    // Orders of a sender with a pattern in the configuration are read by that.
    if (configured && (what === 'order' || what === 'invoice')) return false;
    // What we write by hand in a shop's words is a letter, not the shop.
    return message.direction !== 'outgoing' || message.class !== 'human' || !BY_WORDS_ALONE.has(reader);
  });
}

const BY_WORDS_ALONE = new Set(['common', 'arabic-shop', 'persian-shop']);

function findingsOf(
  notice: OrderNotice,
  sides: MailSides,
  message: DetectableMessage,
  context: DetectContext,
): Finding[] {
  const { own, shops } = context;
  const judged = judgeSide(notice, sides, { own, shops });
  switch (judged.side) {
    case 'sold': {
      const problem = problemOf(notice);
      if (problem !== undefined) return unread(notice, message, problem);
      const sold = soldOf(notice, judged.buyer, message);
      if (judged.vouched) return [{ do: 'order', rule: 'order-mail', sold }];
      // Nobody is written to for it until somebody says that this is our shop.
      const asHistory: Finding = { do: 'order', rule: 'order-mail', sold: { ...sold, history: true } };
      return [asHistory, toldOf('shop-found', notice, message, {})];
    }
    case 'unproven':
      return [toldOf('purchase-unverified', notice, message, { doubt: message.authenticityReason })];
    case 'stranger': {
      // Customers who write "New order" by hand give no number, no total, no address.
      const { what, orderId, money, buyer } = notice;
      const isShop = what === 'order' && orderId !== null && money !== null && buyer.email !== null;
      return isShop ? [toldOf('shop-found', notice, message, {})] : [];
    }
    case 'bought':
      return boughtOf(notice, message);
    case 'nobody':
    default:
      if (notice.what !== 'order' || notice.speaksTo !== 'seller') return [];
      return unread(notice, message, 'it does not name the buyer');
  }
}

/** A person should look at it; where it names neither a number nor an amount it hardly is an order. */
function unread(notice: OrderNotice, message: DetectableMessage, problem: string): Finding[] {
  const isOrder = notice.orderId !== null || notice.money !== null;
  return isOrder ? [toldOf('purchase-unread', notice, message, { problem })] : [];
}

function problemOf({ what, money, confidence }: OrderNotice): string | undefined {
  if (money === null && (what === 'order' || what === 'invoice' || what === 'payment')) return 'no amount';
  return confidence < MIN_CONFIDENCE ? 'too little of it is certain' : undefined;
}

/** Bought by the business: of interest for who is a supplier. Only what a sender that is who it says tells. */
function boughtOf(notice: OrderNotice, message: DetectableMessage): Finding[] {
  const told = notice.what === 'order' || notice.what === 'invoice' || notice.what === 'payment';
  if (!told || message.direction !== 'incoming' || message.authenticity === 'failed') return [];
  return [toldOf('bought', notice, message, {})];
}

function isConfigured({ fromAddress }: DetectableMessage, { patterns }: DetectContext): boolean {
  const sender = canonicalAddress(fromAddress);
  return patterns.some(({ from }) => sender !== undefined && canonicalAddress(from) === sender);
}
