import { isRobotAddress } from '../../customers/match/robot-address.ts';
import { combineNotices } from '../../customers/order-mail/combine-notices.ts';
import { judgeSide, type MailSides } from '../../customers/order-mail/judge-side.ts';
import { markupNotices } from '../../customers/order-mail/markup-notices.ts';
import type { OrderMail, OrderNotice, ReadingContext } from '../../customers/order-mail/order-notice.ts';
import { readOrderMail } from '../../customers/order-mail/read-order-mail.ts';
import { canonicalAddress, domainOf, organisationalDomain } from '../../lib/email-address.ts';
import { isOwnAddress } from '../../messages/log/own-addresses.ts';
import { baseSubject } from '../../messages/understand/subject.ts';
import type { DetectContext } from '../detect-context.ts';
import type { DetectableMessage } from '../detectable-message.ts';
import type { Finding } from '../finding.ts';
import { shortened } from '../sentence.ts';

/** Characters of a mail that readers see. */
const MAX_ORDER_TEXT = 50_000;
/** Below this a person must look. */
const MIN_CONFIDENCE = 0.7;

/**
 * The mail of a shop, by its mark-up or its layout: of our own shop it becomes a purchase, a payment, a return or a cart;
 * of a shop that we bought from, the signal `bought`, never a purchase of a customer. Mail that nobody can be sure of
 * becomes `purchase-unverified`, mail of a sender that may be our shop `shop-found`, once a sender, so that somebody may
 * say so. What answers or forwards another mail proves nothing.
 */
export function detectOrderMail(message: DetectableMessage, context: DetectContext): Finding[] {
  const notices = noticesIn(message, context);
  if (notices.length === 0) return [];
  if (isSecondHand(message)) {
    const told = notices.some(({ speaksTo, what }) => speaksTo === 'seller' && what === 'order');
    const doubt = 'forwarded: what is in it proves nothing';
    return told && isForwarded(message)
      ? [noticed('purchase-unverified', notices[0], message, { doubt })]
      : [];
  }
  const sides = sidesOf(message);
  return notices.flatMap((notice) => findingOf(notice, sides, message, context) ?? []);
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

export function readingContext(message: DetectableMessage, context: DetectContext): ReadingContext {
  const sender = message.fromAddress.toLowerCase();
  return {
    currency: context.currency,
    timeZone: context.timeZone,
    isNobody: (address) =>
      address.toLowerCase() === sender || isOwnAddress(context.own, address) || isRobotAddress(address),
  };
}

function findingOf(
  notice: OrderNotice,
  sides: MailSides,
  message: DetectableMessage,
  context: DetectContext,
): Finding | undefined {
  const { own, shops } = context;
  const judged = judgeSide(notice, sides, { own, shops });
  switch (judged.side) {
    case 'sold': {
      const problem = problemOf(notice);
      if (problem !== undefined) return noticed('purchase-unread', notice, message, { problem });
      return { do: 'order', rule: 'order-mail', sold: soldOf(notice, judged.buyer, message) };
    }
    case 'unproven':
      return noticed('purchase-unverified', notice, message, { doubt: message.authenticityReason });
    case 'stranger':
      return notice.what === 'order' ? noticed('shop-found', notice, message, {}) : undefined;
    case 'bought':
      return boughtOf(notice, message);
    case 'nobody':
    default:
      if (notice.what !== 'order' || notice.speaksTo !== 'seller') return undefined;
      return noticed('purchase-unread', notice, message, { problem: 'it does not name the buyer' });
  }
}

export function soldOf(
  notice: OrderNotice,
  buyer: { email: string | null; name: string; phone: string | null },
  message: DetectableMessage,
  importId: string | null = null,
) {
  return {
    notice: { ...notice, sentence: shortened(notice.sentence) },
    buyer,
    shop: organisationalDomain(domainOf(message.fromAddress)),
    messageId: message.id,
    contentHash: message.contentHash,
    sentAt: message.sentAt,
    history: message.arrival === 'history',
    importId,
  };
}

function problemOf({ what, money, confidence }: OrderNotice): string | undefined {
  if (money === null && (what === 'order' || what === 'invoice' || what === 'payment')) return 'no amount';
  return confidence < MIN_CONFIDENCE ? 'too little of it is certain' : undefined;
}

/** Bought by the business: of interest for who is a supplier. Only what a sender that is who it says tells. */
function boughtOf(notice: OrderNotice, message: DetectableMessage): Finding | undefined {
  const told = notice.what === 'order' || notice.what === 'invoice' || notice.what === 'payment';
  if (!told || message.direction !== 'incoming' || message.authenticity === 'failed') return undefined;
  return noticed('bought', notice, message, {});
}

/** Once for each mail; that a sender may be our shop, once for each sender. */
function noticed(
  kind: 'purchase-unverified' | 'purchase-unread' | 'shop-found' | 'bought',
  notice: OrderNotice | undefined,
  message: DetectableMessage,
  evidence: object,
): Finding {
  const sender = canonicalAddress(message.fromAddress) ?? message.fromAddress.toLowerCase();
  return {
    do: 'signal',
    rule: `order-mail:${kind}`,
    signal: {
      kind,
      contactId: kind === 'bought' ? message.contactId : null,
      dedupeKey: `${kind}:${kind === 'shop-found' ? sender : `order-mail:${message.contentHash}`}`,
      occurredAt: message.receivedAt,
      history: message.arrival === 'history',
      evidence: {
        messageId: message.id,
        sender,
        sentence: shortened(notice?.sentence ?? message.subject),
        reader: notice?.reader,
        orderId: notice?.orderId ?? null,
        amountMinor: notice?.money?.amountMinor ?? null,
        currency: notice?.money?.currency ?? null,
        ...evidence,
      },
    },
  };
}

export function sidesOf(message: DetectableMessage): MailSides {
  return {
    fromAddress: message.fromAddress,
    recipients: message.addresses
      .filter(({ role }) => role === 'to' || role === 'cc')
      .map(({ address }) => address),
    proven: message.authenticity === 'verified' || (message.direction === 'outgoing' && message.inSent),
  };
}

function isConfigured({ fromAddress }: DetectableMessage, { patterns }: DetectContext): boolean {
  const sender = canonicalAddress(fromAddress);
  return patterns.some(({ from }) => sender !== undefined && canonicalAddress(from) === sender);
}

/** It answers or forwards, by its subject, or has a forwarded mail in it. */
export function isSecondHand(message: Pick<DetectableMessage, 'subject' | 'text'>): boolean {
  return baseSubject(message.subject).prefixed || isForwarded(message);
}

function isForwarded({ subject, text }: Pick<DetectableMessage, 'subject' | 'text'>): boolean {
  return FORWARD_SUBJECT.test(subject) || FORWARDED_INSIDE.test(text.slice(0, MAX_BEFORE_FORWARDED));
}

const MAX_BEFORE_FORWARDED = 5000;
const FORWARD_SUBJECT =
  /^\s{0,5}(?:fwd?|fw|wg|rv|tr|enc|doorst|إعادة توجيه|اعادة توجيه|تحويل|هدایت|باز ارسال|ارجاع|فوروارد)\s{0,3}[:：]/iu;
const FORWARDED_INSIDE =
  /^\s{0,5}(?:-{3,20}\s{0,3}(?:forwarded|original) message|begin forwarded message\s{0,3}:|-{3,20}\s{0,3}(?:رسالة معاد توجيهها|الرسالة المعاد توجيهها|پیام هدایت ?شده|پیام ارسال ?شده))/imu;

/** Without what mail programs put before it, its letters as they were. */
function baseSubjectAsWritten(subject: string): string {
  return subject.replace(/^(?:\s{0,5}(?:re|fwd?|fw|wg|aw|پاسخ|رد)\s{0,3}[:：]\s{0,5}){1,5}/iu, '');
}
