import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { recordPayments } from '../purchases/record-payments.ts';
import { recordPurchases } from '../purchases/record-purchases.ts';
import { asPurchase, type KeyedNotice } from './as-purchase.ts';
import { timeOf } from './sold-notice.ts';

/** A purchase and its payment are told of within this time where nothing else says that they belong together. */
const MAX_APART_MS = 3 * DAY_MS;

/**
 * Records payments: for the order that they name, else for the one purchase of the payer that is unpaid, of this amount and
 * this time. What is paid and was not known to be bought is a purchase of its own, paid.
 */
export async function recordMoney(
  tx: Tx,
  notices: readonly KeyedNotice[],
  now: Date,
  rules: PeopleRules,
): Promise<{ payments: number; purchases: number }> {
  let payments = 0;
  let purchases = 0;
  // One by one: the second payment of a day must find the purchase that the first one made.
  for (const one of notices) {
    const { money, method, documentId } = one.notice;
    if (money === null) continue;
    const purchaseKey = one.notice.orderId === null ? ((await unpaidOf(tx, one)) ?? one.key) : one.key;
    const paid = await recordPayments(
      tx,
      [
        {
          dedupeKey: documentId === null ? `paid:${purchaseKey}` : `payment:${documentId.toLowerCase()}`,
          purchaseKey,
          at: timeOf(one),
          ...money,
          method: method ?? methodOf(one),
          source: 'mail',
          sourceRef: one.messageId,
          importId: one.importId,
        },
      ],
      now,
    );
    payments += paid.recorded;
    const bought = paid.unknownPurchase.length > 0 ? asPurchase({ ...one, key: purchaseKey }) : undefined;
    if (!bought) continue;
    const { recorded } = await recordPurchases(
      tx,
      [{ ...bought, method: bought.method ?? methodOf(one) }],
      now,
      rules,
    );
    purchases += recorded;
  }
  return { payments, purchases };
}

/** `paypal`, `stripe`: who tells of a payment is how it was paid. */
function methodOf({ notice: { reader } }: KeyedNotice): string | null {
  return SERVICES.has(reader) ? reader : null;
}

const SERVICES = new Set(['stripe', 'paypal']);

/** The dedupe key of the one purchase that this payment can be for. */
async function unpaidOf(tx: Tx, one: KeyedNotice): Promise<string | undefined> {
  const canonical = canonicalAddress(one.buyer.email ?? '');
  const { money } = one.notice;
  if (canonical === undefined || money === null) return undefined;
  const at = timeOf(one).getTime();
  const { rows } = await sql<{ key: string }>`
    select p.dedupe_key as key from contact_addresses a
    join purchases p on p.business_id = a.business_id and p.contact_id = a.contact_id
    where a.canonical = ${canonical} and p.amount_minor = ${money.amountMinor} and p.currency = ${money.currency}
      and p.paid_at is null
      and p.occurred_at between ${new Date(at - MAX_APART_MS)} and ${new Date(at + MAX_APART_MS)}
    limit 2`.execute(tx);
  return rows.length === 1 ? rows[0]?.key : undefined;
}
