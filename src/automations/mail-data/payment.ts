import { DAY_MS } from '../../lib/duration.ts';
import type { FillGroup } from './fill-group.ts';
import { findPurchase } from './purchase.ts';

/** What is still to be paid of the purchase that a run is about. */
export const paymentData: FillGroup = async (tx, subject) => {
  const bill = await findPurchase(tx, subject);
  if (!bill?.due_at) return undefined;
  const amountMinor = bill.amount_minor - bill.returned_minor - bill.paid_minor;
  if (amountMinor <= 0) return undefined;
  const daysOverdue = Math.floor((subject.now.getTime() - bill.due_at.getTime()) / DAY_MS);
  return {
    orderId: bill.order_id,
    amountMinor,
    currency: bill.currency,
    dueAt: bill.due_at,
    ...(daysOverdue > 0 ? { daysOverdue } : {}),
  };
};
