import { sql } from 'kysely';
import { recordCarts } from '../../customers/feedback/record-carts.ts';
import { recordFeedback } from '../../customers/feedback/record-feedback.ts';
import { recordInteractions } from '../../customers/feedback/record-interactions.ts';
import { identifyPeople } from '../../customers/identify/identify-people.ts';
import type { PeopleRules } from '../../customers/match/company-domain.ts';
import { lockCustomers } from '../../customers/match/customers-lock.ts';
import { recordPayments } from '../../customers/purchases/record-payments.ts';
import { recordPurchases } from '../../customers/purchases/record-purchases.ts';
import { proposeDetails } from '../../customers/record/propose.ts';
import type { Tx } from '../../database/tables.ts';
import type { Told, ToldPerson, ToldReturn } from './told.ts';

/** How many of what were new; what is 0 is left out. */
export type ToldCounts = Partial<Record<string, number>>;

/** Records what a delivery tells, in its transaction; told again, it changes nothing. */
export async function applyTold(
  tx: Tx,
  told: Told,
  { rules, sourceRef, now }: { rules: PeopleRules; sourceRef: string; now: Date },
): Promise<ToldCounts> {
  const counts: Record<string, number> = {};
  const count = (name: string, number: number) => {
    if (number > 0) counts[name] = (counts[name] ?? 0) + number;
  };
  await lockCustomers(tx);
  const bought = await recordPurchases(tx, told.purchases ?? [], now, rules);
  count('purchases', bought.recorded);
  count('erased', bought.erased);
  // Of a purchase that was known before it was paid.
  const later = (told.purchases ?? []).flatMap(({ paidAt, dedupeKey, ...purchase }) =>
    paidAt === undefined || paidAt === null
      ? []
      : [{ ...purchase, dedupeKey: `paid:${dedupeKey}`, purchaseKey: dedupeKey, at: paidAt }],
  );
  const paid = await recordPayments(tx, [...later, ...(told.payments ?? [])], now);
  count('payments', paid.recorded);
  count(
    'paymentsOfUnknownPurchases',
    paid.unknownPurchase.filter((one) => !later.some(({ dedupeKey }) => dedupeKey === one.dedupeKey)).length,
  );
  count('paymentsInAnotherCurrency', paid.otherCurrency.length);
  count('returns', await recordReturns(tx, told.returns ?? [], { rules, sourceRef, now }, count));
  const carts = await recordCarts(tx, told.carts ?? [], now, rules);
  count('carts', carts.opened + carts.changed);
  count('interactions', (await recordInteractions(tx, told.interactions ?? [], now, rules)).recorded);
  count('feedback', (await recordFeedback(tx, told.feedback ?? [], now, rules)).recorded);
  await meetPeople(tx, told.people ?? [], { rules, sourceRef, now }, count);
  return counts;
}

interface Applying {
  rules: PeopleRules;
  sourceRef: string;
  now: Date;
}

async function meetPeople(
  tx: Tx,
  people: readonly ToldPerson[],
  { rules, sourceRef, now }: Applying,
  count: (name: string, number: number) => void,
): Promise<void> {
  if (people.length === 0) return;
  const found = await identifyPeople(
    tx,
    people.map((person) => ({ ...person, source: 'shop', sourceRef })),
    rules,
    now,
  );
  count('contacts', found.filter((one) => 'created' in one && one.created).length);
  count('erased', found.filter((one) => 'refused' in one && one.refused === 'erased').length);
  const proposals = people.flatMap(({ phone, name }, at) => {
    const one = found[at];
    if (one === undefined || !('contactId' in one)) return [];
    const said = { contactId: one.contactId, source: 'shop', sourceRef, confidence: SHOP_CONFIDENCE };
    return [
      ...(phone === undefined ? [] : [{ ...said, field: 'phone', value: phone }]),
      ...(name === undefined ? [] : [{ ...said, field: 'name', value: name }]),
    ];
  });
  await proposeDetails(tx, proposals, now);
}

/** They typed it into the shop themselves, and may have been in a hurry. */
const SHOP_CONFIDENCE = 0.9;

/** A return belongs to whoever bought; one of a purchase that is not known is only counted. */
async function recordReturns(
  tx: Tx,
  returns: readonly ToldReturn[],
  { rules, sourceRef, now }: Applying,
  count: (name: string, number: number) => void,
): Promise<number> {
  const rows = [];
  for (const { of: which, ...one } of returns) {
    const buyer = await buyerOf(tx, which);
    if (buyer === undefined) count('returnsOfUnknownPurchases', 1);
    else rows.push({ ...one, ...buyer, kind: 'return' as const, source: 'shop', sourceRef });
  }
  return (await recordFeedback(tx, rows, now, rules)).recorded;
}

async function buyerOf(tx: Tx, which: ToldReturn['of']) {
  const { rows } = await sql<{
    purchaseKey: string;
    email: string | null;
    system: string | null;
    id: string | null;
  }>`
    select p.dedupe_key as "purchaseKey", e.system, e.external_id as id,
      (select a.address from contact_addresses a where a.contact_id = p.contact_id
        order by a.mailed_first desc, a.created_at, a.canonical limit 1) as email
    from purchases p
    left join lateral (select x.system, x.external_id from external_ids x where x.contact_id = p.contact_id
      order by x.created_at limit 1) e on true
    where ${
      'purchaseKey' in which
        ? sql`p.dedupe_key = ${which.purchaseKey}`
        : sql`p.source = 'shop' and p.source_ref = ${which.sourceRef}`
    } limit 1`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { purchaseKey, email, system, id } = row;
  if (email !== null) return { purchaseKey, email };
  return system === null || id === null ? undefined : { purchaseKey, externalId: { system, id } };
}
