import type { FillGroup } from './fill-group.ts';

/** The cart that a run is about, else the one that was left last. */
export const cartData: FillGroup = async (tx, { facts, about }) => {
  const carts = tx
    .selectFrom('carts')
    .select(['items', 'amount_minor', 'currency', 'url'])
    .where('contact_id', '=', facts.contactId);
  const cart =
    about.cartId === undefined
      ? await carts.where('state', '=', 'abandoned').orderBy('changed_at', 'desc').limit(1).executeTakeFirst()
      : await carts.where('id', '=', about.cartId).executeTakeFirst();
  if (!cart) return undefined;
  const { items, amount_minor: amountMinor, currency, url } = cart;
  return { items, amountMinor, currency, url };
};
