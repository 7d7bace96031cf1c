import { orderKey } from '../purchases/order-text.ts';
import type { OrderNotice } from './order-notice.ts';

/** A notice of something that the business sold, from a mail that is proven to be its own shop's. */
export interface SoldNotice {
  notice: OrderNotice;
  /** Nobody named: whoever has the order. */
  buyer: { email: string | null; name: string; phone: string | null };
  /** Whose numbers these are: the sender's organisational domain. */
  shop: string;
  messageId: string;
  contentHash: string;
  sentAt: Date;
  /** History never triggers a mail. */
  history: boolean;
  /** The learned pattern that read it; its purchases are taken back with it. */
  importId: string | null;
}

/** When it happened. */
export function timeOf({ notice, sentAt }: SoldNotice): Date {
  return notice.at ?? sentAt;
}

/**
 * What makes a purchase this one: its order number; where it has none the number of its invoice or payment, or else the
 * mail it was found in.
 */
export function purchaseKeyOf({ notice, contentHash }: SoldNotice): string {
  if (notice.orderId !== null) return orderKey(notice.orderId);
  if (notice.what === 'payment') return `payment:${notice.documentId?.toLowerCase() ?? contentHash}`;
  return notice.documentId === null ? `mail:${contentHash}` : orderKey(notice.documentId);
}
