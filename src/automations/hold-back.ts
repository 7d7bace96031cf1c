import type { MailClass } from '../database/tables.ts';
import type { ContactAddress, ContactFacts } from './contact-facts.ts';

/** Why a mail does not go now, in words for a person. With `until` it may go then; without, never. */
export interface HoldBack {
  reason: string;
  until?: Date;
}

/** What of the settings decides who may be written to. */
export interface HoldBackSettings {
  /** True for addresses of the business itself. */
  isOwn: (canonical: string) => boolean;
  /** At most `count` marketing mails to one person in `per` milliseconds. */
  frequencyCap: { count: number; per: number };
}

/** Whom a mail is for: what is asked of a contact before a mail of this kind may go to them. */
export interface Audience {
  class: MailClass;
  kinds: readonly string[];
}

/** What stands against writing to a contact at `now`; undefined when nothing does. */
export function holdBack(
  audience: Audience,
  facts: ContactFacts,
  settings: HoldBackSettings,
  now: Date,
): HoldBack | undefined {
  if (!audience.kinds.includes(facts.kind))
    return { reason: `is a ${facts.kind}, not ${audience.kinds.join(' or ')}` };
  if (facts.addresses.length === 0) return { reason: 'has no e-mail address' };
  const theirs = facts.addresses.filter(({ canonical }) => !settings.isOwn(canonical));
  if (theirs.length === 0) return { reason: 'is an address of our own' };
  const refused = refusal(theirs, audience.class);
  if (refused !== undefined) return { reason: refused };
  if (facts.awayUntil && facts.awayUntil.getTime() > now.getTime()) {
    return { reason: `is away until ${facts.awayUntil.toISOString().slice(0, 10)}`, until: facts.awayUntil };
  }
  return audience.class === 'marketing' ? frequencyHold(facts, settings, now) : undefined;
}

/** The address a mail of this class goes to: the oldest that is not our own and not suppressed. */
export function usableAddress(
  facts: ContactFacts,
  mailClass: MailClass,
  settings: Pick<HoldBackSettings, 'isOwn'>,
): ContactAddress | undefined {
  const theirs = facts.addresses.filter(({ canonical }) => !settings.isOwn(canonical));
  if (refusal(theirs, mailClass) !== undefined) return undefined;
  return theirs.find(({ suppressions }) => !suppressions.some(({ scope }) => scope === 'all'));
}

/**
 * Somebody who unsubscribed does not want letters at another address either; a mailbox that bounces says nothing about
 * the person's other ones.
 */
function refusal(addresses: readonly ContactAddress[], mailClass: MailClass): string | undefined {
  const all = addresses.flatMap(({ suppressions }) => suppressions);
  const unsubscribed = all.find(({ scope }) => scope === 'marketing');
  if (unsubscribed && mailClass === 'marketing') return `unsubscribed: ${unsubscribed.reason}`;
  const open = addresses.some(({ suppressions }) => !suppressions.some(({ scope }) => scope === 'all'));
  return open ? undefined : `suppressed: ${all.find(({ scope }) => scope === 'all')?.reason ?? ''}`;
}

function frequencyHold(
  { marketingSentAt }: ContactFacts,
  { frequencyCap: { count, per } }: HoldBackSettings,
  now: Date,
): HoldBack | undefined {
  const recent = marketingSentAt
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - per)
    .toSorted((a, b) => b - a);
  const oldestThatCounts = recent[count - 1];
  if (oldestThatCounts === undefined) return undefined;
  return { reason: `had ${recent.length} letters lately`, until: new Date(oldestThatCounts + per) };
}
