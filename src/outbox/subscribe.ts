import { endErasures } from '../businesses/erasures.ts';
import { type ConfirmedSubscription, confirmRow } from '../customers/consent/subscriptions.ts';
import { identifyPeople } from '../customers/identify/identify-people.ts';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import type { Tx } from '../database/tables.ts';
import { grantConsent } from './change-consent.ts';
import { takeFenceLock } from './outbox-locks.ts';

/**
 * The link in the letter was followed, and its button pressed: whoever has the address becomes a contact, and what they
 * asked for may be sent. Who was erased and asks anew is a new contact. `expired` when it took them too long; undefined
 * when there is no such subscription. Twice does no harm: only the first press counts.
 */
export async function confirmSubscription(
  tx: Tx,
  id: string,
  rules: PeopleRules & { erasureKey: string },
  now: Date,
): Promise<ConfirmedSubscription | 'expired' | undefined> {
  await lockCustomers(tx);
  await takeFenceLock(tx);
  const row = await confirmRow(tx, id, now);
  if (!row || row === 'expired' || row.again) return row;
  const { canonical, address, name, purposes, wording, source } = row;
  await endErasures(tx, [canonical], rules.erasureKey);
  await identifyPeople(
    tx,
    [{ email: address, name, kind: 'lead', source: 'form', sourceRef: id }],
    rules,
    now,
  );
  const evidence = { subscriptionId: id, askedAt: row.askedAt.toISOString(), confirmed: 'by the link' };
  for (const purpose of purposes)
    await grantConsent(tx, { canonical, purpose, source, actor: 'contact', wording, evidence, now });
  return row;
}
