import type { PurchaseItem } from '../../database/tables.ts';

/** What a mail says has happened. */
export type NoticeKind = 'order' | 'payment' | 'invoice' | 'refund' | 'cancellation' | 'cart' | 'shipment';

/** Whom the mail speaks to: whoever sells ("you have a new order") or whoever buys ("thank you for your order"). */
export type Addressee = 'seller' | 'buyer';

export interface Money {
  amountMinor: number;
  currency: string;
}

/** One thing that a shop's mail tells of: an order, money that came or went back, a cart that was left. */
export interface OrderNotice {
  what: NoticeKind;
  speaksTo: Addressee;
  /** Which reader read it: `mark-up`, `woocommerce`, `common`, or the id of a learned pattern. */
  reader: string;
  /** 0 to 1: how sure the reader is that it is this, and of the amount. */
  confidence: number;
  /** As the shop writes it, without `#`; null where the mail names none. */
  orderId: string | null;
  /** Of the invoice or of the payment, where it has one of its own. */
  documentId: string | null;
  /** When it was bought or paid; null where the mail does not say another time than its own. */
  at: Date | null;
  /** Of the whole order, of the payment, of what went back. */
  money: Money | null;
  /** As far as the mail names the buyer. */
  buyer: { name: string; email: string | null; phone: string | null };
  /** The shop's name, where the mail says it. */
  seller: string;
  items: PurchaseItem[];
  method: string | null;
  /** Until when it is to be paid. */
  dueAt: Date | null;
  /** The mail says that it is paid. */
  paid: boolean;
  /** The line that shows it, for a person. */
  sentence: string;
}

/** What readers see of a mail. */
export interface OrderMail {
  subject: string;
  /** The beginning of the text, line ends `\n`. */
  text: string;
  fromAddress: string;
  replyTo: { name: string; address: string } | null;
  sentAt: Date;
}

/** What readers need to know of the business. */
export interface ReadingContext {
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of dates without an offset (IANA name). */
  timeZone: string;
  /** True for an address that is nobody's outside: the business's own, or a machine's. */
  isNobody: (address: string) => boolean;
}

/** Orders read from one mail. */
export const MAX_NOTICES = 50;
