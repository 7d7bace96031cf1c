import type { Tx } from '../../database/tables.ts';

/** What a contact has bought for, a sum for each currency, the largest first. */
export function totalSpent(tx: Tx, contactId: string): Promise<{ currency: string; amountMinor: number }[]> {
  return tx
    .selectFrom('purchases')
    .select(['currency', (eb) => eb.fn.sum<number>('amount_minor').as('amountMinor')])
    .where('contact_id', '=', contactId)
    .groupBy('currency')
    .orderBy('amountMinor', 'desc')
    .orderBy('currency')
    .execute();
}
