import type { Tx } from '../database/tables.ts';
import type { Automation } from './automation.ts';
import type { RunAbout } from './run-context.ts';

/**
 * Why a run about one bill or one cart has nothing to say any more, if so: it was paid, it was bought. Of a purchase
 * that is paid at once nothing is said, for its thanks are due all the same.
 */
export async function settledSubject(
  tx: Tx,
  { purchaseId, cartId }: RunAbout,
  { billed }: { billed: boolean },
): Promise<string | undefined> {
  if (cartId !== undefined) {
    const cart = await tx.selectFrom('carts').select('state').where('id', '=', cartId).executeTakeFirst();
    if (!cart || cart.state !== 'abandoned') return 'the cart is not abandoned any more';
  }
  if (purchaseId === undefined || !billed) return undefined;
  const purchase = await tx
    .selectFrom('purchases')
    .select('paid_at')
    .where('id', '=', purchaseId)
    .executeTakeFirst();
  if (!purchase) return 'the purchase is gone';
  return purchase.paid_at === null
    ? undefined
    : `it was paid on ${purchase.paid_at.toISOString().slice(0, 10)}`;
}

/** Whether an automation is about bills: it waits for the day on which something is to be paid. */
export function isAboutBills({ trigger }: Pick<Automation, 'trigger'>): boolean {
  return trigger.kind === 'date' && trigger.field === 'purchase.due';
}
