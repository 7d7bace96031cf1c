import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { recordFeedback } from '../feedback/record-feedback.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { recordPayments } from '../purchases/record-payments.ts';
import { type KeyedNotice, personOf } from './as-purchase.ts';
import { timeOf } from './sold-notice.ts';
import { letWait, takeWaiting } from './waiting-notices.ts';

/**
 * Records refunds and cancellations as returns of purchases; the purchase stays. Money that was given back is a negative
 * payment, where the purchase was paid at all. What is taken back of an order that nobody knows waits for it: a history is
 * read downwards, and its refunds come before their orders. `recorded`: keys of purchases that may have been waited for.
 * Answers how many are new.
 */
export async function recordTakenBack(
  tx: Tx,
  told: readonly KeyedNotice[],
  recorded: readonly string[],
  now: Date,
  rules: PeopleRules,
): Promise<number> {
  const notices = [...told, ...(await takeWaiting(tx, recorded))];
  if (notices.length === 0) return 0;
  const purchases = await knownPurchases(
    tx,
    notices.map(({ key }) => key),
  );
  await letWait(
    tx,
    notices.filter(({ key }) => !purchases.has(key)),
    now,
  );
  const known = notices.flatMap((one) => {
    const purchase = purchases.get(one.key);
    return purchase ? [{ one, purchase }] : [];
  });
  const returns = known.map(({ one, purchase }) => {
    const cancelled = one.notice.what === 'cancellation';
    const amountMinor = cancelled
      ? purchase.amountMinor
      : Math.min(one.notice.money?.amountMinor ?? purchase.amountMinor, purchase.amountMinor);
    return {
      kind: 'return' as const,
      // The owner and the customer are both told, often of the same refund on the same day.
      dedupeKey: cancelled ? `cancelled:${one.key}` : `refund:${one.key}:${amountMinor}`,
      ...(one.buyer.email === null ? { email: purchase.address ?? '' } : personOf(one)),
      at: timeOf(one),
      text: one.notice.sentence,
      channel: 'email',
      purchaseKey: one.key,
      amountMinor,
      currency: purchase.currency,
      cause: cancelled ? 'cancelled' : null,
      done: cancelled ? null : 'refunded',
      source: 'mail',
      sourceRef: one.messageId,
      importId: one.importId,
    };
  });
  const feedback = await recordFeedback(tx, returns, now, rules);
  const given = returns.filter(({ purchaseKey, cause }) => {
    return cause === null && (purchases.get(purchaseKey)?.paidMinor ?? 0) > 0;
  });
  await recordPayments(
    tx,
    given.map(({ dedupeKey, purchaseKey, at, amountMinor, currency, source, sourceRef, importId }) => {
      return {
        dedupeKey,
        purchaseKey,
        at,
        amountMinor: -amountMinor,
        currency,
        method: null,
        source,
        sourceRef,
        importId,
      };
    }),
    now,
  );
  return feedback.recorded;
}

interface KnownPurchase {
  amountMinor: number;
  paidMinor: number;
  currency: string;
  /** Of the buyer. */
  address: string | null;
}

async function knownPurchases(tx: Tx, keys: readonly string[]): Promise<Map<string, KnownPurchase>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<KnownPurchase & { key: string }>`
    select p.dedupe_key as key, p.amount_minor as "amountMinor", p.paid_minor as "paidMinor", p.currency,
      (select min(a.address) from contact_addresses a
        where a.business_id = p.business_id and a.contact_id = p.contact_id) as address
    from purchases p where p.dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Map(rows.map(({ key, ...purchase }) => [key, purchase]));
}
