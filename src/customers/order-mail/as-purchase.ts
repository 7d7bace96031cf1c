import type { NewPurchase } from '../purchases/new-purchase.ts';
import { type SoldNotice, timeOf } from './sold-notice.ts';

/** A notice with the dedupe key of its purchase. */
export type KeyedNotice = SoldNotice & { key: string };

/** The purchase that a notice tells of; undefined without an amount. */
export function asPurchase(one: KeyedNotice): NewPurchase | undefined {
  const { notice, buyer } = one;
  if (notice.money === null || (buyer.email === null && buyer.phone === null)) return undefined;
  return {
    dedupeKey: one.key,
    ...personOf(one),
    orderId: notice.orderId,
    occurredAt: timeOf(one),
    ...notice.money,
    method: notice.method,
    items: notice.items,
    dueAt: notice.dueAt,
    paidAt: notice.paid ? timeOf(one) : null,
    source: 'mail',
    sourceRef: one.messageId,
    importId: one.importId,
    history: one.history,
    evidence: {
      messageId: one.messageId,
      sentence: notice.sentence,
      reader: notice.reader,
      confidence: notice.confidence,
    },
  };
}

/** How the buyer is named to whoever looks them up. */
export function personOf({ buyer }: Pick<SoldNotice, 'buyer'>) {
  return {
    name: buyer.name,
    ...(buyer.email === null ? {} : { email: buyer.email }),
    ...(buyer.phone === null ? {} : { phone: buyer.phone }),
  };
}
