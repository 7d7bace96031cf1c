import { type Purpose, topicOf } from '../customers/consent/purpose.ts';
import { refusalOf, type SuppressionRow } from '../customers/consent/suppression.ts';
import type { ContactAddress } from './contact-facts.ts';
import type { Audience, HoldBack } from './hold-back.ts';
import type { HoldRules } from './hold-rules.ts';

/**
 * Whether they let us: nothing they unsubscribed from, nothing they never agreed to where that is asked for, nothing before
 * the day they named. Somebody who unsubscribed does not want letters at another address either; a mailbox that bounces
 * says nothing about the person's other ones.
 */
export function holdByRefusal(
  audience: Audience,
  addresses: readonly ContactAddress[],
  now: Date,
): HoldBack | undefined {
  const rows = rowsOf(addresses);
  const refusals = addresses.map(({ canonical }) => refusalOf(rows, { ...audience, canonical }, now));
  if (refusals.some((refusal) => refusal === undefined)) return undefined;
  const [refusal] = refusals.toSorted((a, b) => rank(a) - rank(b));
  if (!refusal) return undefined;
  if (refusal.until === null) return { reason: codeOf(refusal) };
  return { reason: `snoozed:${refusal.until.toISOString().slice(0, 10)}`, until: refusal.until };
}

/** Marketing to who never agreed, where agreement is asked for. */
export function holdByConsent(
  audience: Audience,
  addresses: readonly ContactAddress[],
  rules: Pick<HoldRules, 'existingCustomers' | 'askedTopics'>,
): HoldBack | undefined {
  const purpose: Purpose = audience.purpose ?? audience.class;
  const topic = topicOf(purpose);
  const asked = topic === undefined ? audience.class === 'marketing' : true;
  const needed =
    rules.existingCustomers === 'ask' ? asked : topic !== undefined && rules.askedTopics.has(topic);
  if (!needed || purpose === 'service' || purpose === 'transactional') return undefined;
  const granted = addresses.some((address) => address.granted?.includes(purpose) === true);
  return granted ? undefined : { reason: `no-consent:${purpose}` };
}

/** The first of the addresses that such a mail may go to. */
export function openAddress(
  audience: Pick<Audience, 'class' | 'purpose'>,
  addresses: readonly ContactAddress[],
): ContactAddress | undefined {
  const rows = rowsOf(addresses).filter(({ until }) => until === null);
  return addresses.find(
    ({ canonical }) => refusalOf(rows, { ...audience, canonical }, FOREVER_AGO) === undefined,
  );
}

function rowsOf(addresses: readonly ContactAddress[]): SuppressionRow[] {
  return addresses.flatMap(({ canonical, suppressions }) =>
    suppressions.map(({ scope, reason, until = null, except_purposes = [] }) => ({
      canonical,
      scope,
      reason,
      until,
      except_purposes,
    })),
  );
}

/** What the person said comes before what a server said. */
function rank(refusal: SuppressionRow | undefined): number {
  if (refusal?.scope === 'marketing') return 0;
  return refusal?.scope === 'all' ? 2 : 1;
}

function codeOf({ scope, reason }: SuppressionRow): string {
  if (scope === 'all') return `suppressed:${reason}`;
  if (scope === 'marketing' || scope === 'snooze')
    return reason === 'unsubscribed' ? 'unsubscribed:marketing' : `refused:${reason}`;
  const purpose = scope.slice('purpose:'.length);
  return `unsubscribed:${purpose === 'marketing' ? 'offers' : purpose}`;
}

const FOREVER_AGO = new Date(0);
