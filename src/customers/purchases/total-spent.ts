import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** What a contact has bought for, less what was taken back, a sum for each currency, the largest first. */
export function totalSpent(tx: Tx, contactId: string): Promise<{ currency: string; amountMinor: number }[]> {
  return tx
    .selectFrom('purchases')
    .select(['currency', sql<number>`sum(amount_minor - returned_minor)`.as('amountMinor')])
    .where('contact_id', '=', contactId)
    .where('cancelled_at', 'is', null)
    .groupBy('currency')
    .orderBy('amountMinor', 'desc')
    .orderBy('currency')
    .execute();
}
