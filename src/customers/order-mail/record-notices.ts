import type { Tx } from '../../database/tables.ts';
import { recordCarts } from '../feedback/record-carts.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { recordPurchases } from '../purchases/record-purchases.ts';
import { asPurchase, type KeyedNotice, personOf } from './as-purchase.ts';
import { adoptPayments, fillPurchases } from './fill-purchases.ts';
import { purchaseKeys } from './order-keys.ts';
import { proposeBuyers } from './propose-buyers.ts';
import { recordMoney } from './record-money.ts';
import { recordShipments } from './record-shipments.ts';
import { recordTakenBack } from './record-taken-back.ts';
import { type SoldNotice, timeOf } from './sold-notice.ts';

export interface RecordNoticesResult {
  purchases: number;
  /** Purchases that were known and gained items, a method or a due date. */
  filled: number;
  payments: number;
  /** Refunds and cancellations. */
  takenBack: number;
  carts: number;
  shipments: number;
}

/**
 * Records what mails of the business's own shops tell of, in this transaction: orders and invoices as purchases, then money
 * that came, what was taken back, and carts. The same order in mark-up, in two mails, in a file and from a webhook is one
 * purchase; what a later mail knows better is added to it. Given twice, it changes nothing.
 */
export async function recordNotices(
  tx: Tx,
  sold: readonly SoldNotice[],
  now: Date,
  rules: PeopleRules,
): Promise<RecordNoticesResult> {
  const result: RecordNoticesResult = {
    purchases: 0,
    filled: 0,
    payments: 0,
    takenBack: 0,
    carts: 0,
    shipments: 0,
  };
  if (sold.length === 0) return result;
  await lockCustomers(tx);
  const keys = await purchaseKeys(tx, sold);
  const keyed = sold.map((one, at) => ({ ...one, key: keys[at] ?? '' }));
  const orders = keyed.filter(({ notice }) => notice.what === 'order' || notice.what === 'invoice');
  const purchases = orders.flatMap((one) => asPurchase(one) ?? []);
  const adopted = await adoptPayments(tx, purchases, now);
  const { recorded } = await recordPurchases(tx, purchases, now, rules);
  result.purchases = recorded;
  result.filled = adopted + (await fillPurchases(tx, purchases, now));
  await proposeBuyers(tx, orders, now);
  const money = await recordMoney(
    tx,
    keyed.filter(({ notice }) => notice.what === 'payment'),
    now,
    rules,
  );
  result.payments = money.payments;
  result.purchases += money.purchases;
  result.takenBack = await recordTakenBack(
    tx,
    keyed.filter(({ notice }) => notice.what === 'refund' || notice.what === 'cancellation'),
    purchases.map(({ dedupeKey }) => dedupeKey),
    now,
    rules,
  );
  result.shipments = await recordShipments(
    tx,
    keyed.filter(({ notice }) => notice.what === 'shipment'),
    now,
  );
  const carts = await recordCarts(
    tx,
    keyed.flatMap((one) => asCart(one) ?? []),
    now,
    rules,
  );
  result.carts = carts.opened + carts.changed;
  return result;
}

function asCart(one: KeyedNotice) {
  const { notice, buyer } = one;
  if (notice.what !== 'cart' || (buyer.email === null && buyer.phone === null)) return undefined;
  return {
    dedupeKey: `cart:${notice.orderId ?? one.contentHash}`.toLowerCase(),
    ...personOf(one),
    items: notice.items,
    amountMinor: notice.money?.amountMinor ?? null,
    currency: notice.money?.currency ?? null,
    url: null,
    openedAt: timeOf(one),
    changedAt: timeOf(one),
    source: 'mail',
    sourceRef: one.messageId,
    importId: one.importId,
  };
}
