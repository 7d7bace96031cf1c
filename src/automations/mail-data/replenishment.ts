import { offersToContact } from '../../customers/causes/offers-to-contact.ts';
import type { FillGroup } from './fill-group.ts';
import { findPurchase } from './purchase.ts';

/** What is needed again first, by the person's own rhythm or that of the product; else the first thing of the last purchase. */
export const replenishmentData: FillGroup = async (tx, subject) => {
  const { facts, now } = subject;
  const { dueAgain } = await offersToContact(tx, facts.contactId, now);
  const [due] = dueAgain;
  if (due) return { product: due.name, boughtAt: due.lastOn, expectedAt: due.dueOn };
  const last = await findPurchase(tx, subject);
  const [item] = last?.items ?? [];
  return last && item && { product: item.name, boughtAt: last.occurred_at };
};
