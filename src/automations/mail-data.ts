import type { Tx } from '../database/tables.ts';
import type { ContactFacts } from './contact-facts.ts';

/** What templates call `customer` and, where there is one, `purchase`. */
export async function contactMailData(
  tx: Tx,
  facts: ContactFacts,
  address: string,
  purchase: { purchaseId?: string | undefined; since: Date },
): Promise<Record<string, unknown>> {
  const bought = await findPurchase(tx, facts.contactId, purchase);
  return {
    customer: customerData(facts.name, address),
    ...(bought
      ? {
          purchase: {
            date: bought.occurred_at,
            items: bought.items,
            amountMinor: bought.amount_minor,
            currency: bought.currency,
            orderId: bought.order_id,
          },
        }
      : {}),
  };
}

/** The `customer` of a template; no name where the contact is only known by an address. */
export function customerData(name: string, address: string): Record<string, unknown> {
  if (name === '' || name.includes('@')) return { email: address };
  return { email: address, name, firstName: name.split(/\s+/)[0] };
}

/** The purchase that a run is about, else the last one before it. */
async function findPurchase(
  tx: Tx,
  contactId: string,
  { purchaseId, since }: { purchaseId?: string | undefined; since: Date },
) {
  const purchases = tx
    .selectFrom('purchases')
    .select(['occurred_at', 'items', 'amount_minor', 'currency', 'order_id'])
    .where('contact_id', '=', contactId);
  if (purchaseId !== undefined) return purchases.where('id', '=', purchaseId).executeTakeFirst();
  return purchases
    .where('occurred_at', '<=', since)
    .orderBy('occurred_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}
