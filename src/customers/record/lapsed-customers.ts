import type { Tx } from '../../database/tables.ts';

/** A customer who has fallen silent, with what makes them worth a call. */
export interface LapsedCustomer {
  id: string;
  name: string;
  silentSince: Date;
  lastActivityAt: Date | null;
  purchaseCount: number;
  usualGapDays: number | null;
}

/** Up to `limit` customers who are silent now, those with most purchases first; and how many there are in all. */
export async function lapsedCustomers(
  tx: Tx,
  limit: number,
): Promise<{ total: number; customers: LapsedCustomer[] }> {
  const silent = tx.selectFrom('contacts').where('silent_since', 'is not', null);
  const { total } = await silent
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await silent
    .select(['id', 'name', 'silent_since', 'last_activity_at', 'purchase_count', 'usual_gap_days'])
    .orderBy('purchase_count', 'desc')
    .orderBy('last_activity_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return {
    total,
    customers: rows.flatMap(({ silent_since, ...row }) =>
      silent_since === null
        ? []
        : [
            {
              id: row.id,
              name: row.name,
              silentSince: silent_since,
              lastActivityAt: row.last_activity_at,
              purchaseCount: row.purchase_count,
              usualGapDays: row.usual_gap_days,
            },
          ],
    ),
  };
}
