import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { purchaseKeyOf, type SoldNotice, timeOf } from './sold-notice.ts';

/** Orders of one number within this time are one, though their buyers go by two addresses. */
const SAME_ORDER_MS = 7 * DAY_MS;
/** Two orders of one number by the same person, further apart than this, are of two shops. */
const OTHER_ORDER_MS = 60 * DAY_MS;

/**
 * The dedupe key of each notice's purchase, in order. An order of the same number that is known from a file, a webhook or
 * another mail is the same order, unless it cannot be: somebody else bought it, for another amount or at another time.
 * Then two shops count alike, and the second one's key says which shop it is. The caller holds `lockCustomers`.
 */
export async function purchaseKeys(tx: Tx, sold: readonly SoldNotice[]): Promise<string[]> {
  const known = await knownPurchases(tx, sold);
  return sold.map((one) => {
    const key = purchaseKeyOf(one);
    const withShop = `${key}@${one.shop}`;
    const before = known.get(key);
    const chosen = before === undefined || isSame(before, one) ? key : withShop;
    // What comes later in this batch is held against what came before it.
    if (!known.has(chosen)) known.set(chosen, asKnown(one));
    return chosen;
  });
}

interface Known {
  /** Canonical addresses of the buyer. */
  addresses: readonly string[];
  amountMinor: number | null;
  currency: string | null;
  at: Date;
}

async function knownPurchases(tx: Tx, sold: readonly SoldNotice[]): Promise<Map<string, Known>> {
  const keys = [...new Set(sold.map(purchaseKeyOf))];
  if (keys.length === 0) return new Map();
  const { rows } = await sql<Known & { key: string }>`
    select p.dedupe_key as key, p.amount_minor as "amountMinor", p.currency, p.occurred_at as at,
      array(select a.canonical from contact_addresses a
        where a.business_id = p.business_id and a.contact_id = p.contact_id) as addresses
    from purchases p where p.dedupe_key = any(${keys}::text[])`.execute(tx);
  return new Map(rows.map(({ key, ...purchase }) => [key, purchase]));
}

function asKnown(one: SoldNotice): Known {
  const canonical = canonicalAddress(one.buyer.email ?? '');
  return {
    addresses: canonical === undefined ? [] : [canonical],
    amountMinor: one.notice.money?.amountMinor ?? null,
    currency: one.notice.money?.currency ?? null,
    at: timeOf(one),
  };
}

function isSame(known: Known, one: SoldNotice): boolean {
  const { money, what } = one.notice;
  // A refund may be of a part, and comes much later.
  if (what !== 'order' && what !== 'invoice') return true;
  const canonical = canonicalAddress(one.buyer.email ?? '');
  const apart = Math.abs(known.at.getTime() - timeOf(one).getTime());
  const sameAmount =
    money === null ||
    known.amountMinor === null ||
    (known.amountMinor === money.amountMinor && known.currency === money.currency);
  if (canonical === undefined || known.addresses.length === 0) return sameAmount || apart <= SAME_ORDER_MS;
  if (known.addresses.includes(canonical)) return sameAmount || apart <= OTHER_ORDER_MS;
  return sameAmount && apart <= SAME_ORDER_MS;
}
