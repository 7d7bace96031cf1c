import type { FillGroup } from './fill-group.ts';
import { findPurchase } from './purchase.ts';

/** The order that a run is about; how it stands is told by the event (docs/automations.md), or, for a parcel, is that it left. */
export const deliveryData: FillGroup = async (tx, subject) => {
  const { facts, about } = subject;
  const purchase = about.purchaseId === undefined ? undefined : await findPurchase(tx, subject);
  if (!purchase && about.event?.delivery === undefined) return undefined;
  return {
    orderId: purchase?.order_id ?? undefined,
    status: ON_ITS_WAY[facts.locale ?? 'en'],
  };
};

const ON_ITS_WAY = {
  en: 'Your order is on its way.',
  ar: 'طلبكم في الطريق إليكم.',
  fa: 'سفارش شما در راه است.',
};
