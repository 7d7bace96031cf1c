import type { Tx } from '../../database/tables.ts';
import type { FillGroup, MailSubject } from './fill-group.ts';

/** The purchase that a run is about, else the last one before it. */
export const purchaseData: FillGroup = async (tx, subject) => {
  const bought = await findPurchase(tx, subject);
  return (
    bought && {
      date: bought.occurred_at,
      items: bought.items,
      amountMinor: bought.amount_minor,
      currency: bought.currency,
      orderId: bought.order_id,
    }
  );
};

export async function findPurchase(tx: Tx, { facts, about }: Pick<MailSubject, 'facts' | 'about'>) {
  const purchases = tx
    .selectFrom('purchases')
    .select([
      'occurred_at',
      'items',
      'amount_minor',
      'returned_minor',
      'currency',
      'order_id',
      'due_at',
      'paid_minor',
      'paid_at',
    ])
    .where('contact_id', '=', facts.contactId)
    // A cancelled order is no purchase.
    .where('cancelled_at', 'is', null);
  if (about.purchaseId !== undefined) return purchases.where('id', '=', about.purchaseId).executeTakeFirst();
  return purchases
    .where('occurred_at', '<=', about.since)
    .orderBy('occurred_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}
