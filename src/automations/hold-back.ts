import type { Purpose } from '../customers/consent/purpose.ts';
import type { MailClass } from '../database/tables.ts';
import type { ContactAddress, ContactFacts } from './contact-facts.ts';
import { holdByGuards } from './hold-guards.ts';
import { holdByConsent, holdByRefusal, openAddress } from './hold-permission.ts';
import type { HoldRules } from './hold-rules.ts';
import { holdByDay, holdByFrequency, holdByHour, holdByRival } from './hold-timing.ts';

/** Why a mail does not go now, as a code (hold-reasons.ts). With `until` it may go then; without, never. */
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
  /** Of consent, guards and timing; absent, none of them is asked. */
  rules?: HoldRules | undefined;
}

/** Whom a mail is for: what is asked of a contact before a mail of this kind may go to them. */
export interface Audience {
  class: MailClass;
  /** Its class where this is absent. */
  purpose?: Purpose | undefined;
  kinds: readonly string[];
  /** Which one writes, and how much it matters beside others that want the same person that day. */
  automation?: string | undefined;
  priority?: number | undefined;
}

/**
 * May this mail go? The one place that says what stands against writing to a contact at `now`, asked when a mail is
 * planned and when it is written; undefined when nothing does. What may end by itself, or by what people do, has `until`.
 */
export function holdBack(
  audience: Audience,
  facts: ContactFacts,
  settings: HoldBackSettings,
  now: Date,
): HoldBack | undefined {
  const { rules } = settings;
  const held = holdBackWritten(audience, facts, settings, now);
  if (held || audience.class !== 'marketing') return held;
  const enough = frequencyHold(facts, settings, now);
  if (enough || !rules) return enough;
  return holdByRival(audience, facts, rules, now) ?? holdByHour(facts, rules, now);
}

/**
 * The same for a mail that is written already and about to leave: the outbox has its own caps and hours, and a mail is no
 * rival of itself.
 */
export function holdBackWritten(
  audience: Audience,
  facts: ContactFacts,
  settings: Omit<HoldBackSettings, 'frequencyCap'>,
  now: Date,
): HoldBack | undefined {
  if (!audience.kinds.includes(facts.kind)) return { reason: `wrong-kind:${facts.kind}` };
  if (facts.addresses.length === 0) return { reason: 'no-address' };
  const theirs = facts.addresses.filter(({ canonical }) => !settings.isOwn(canonical));
  if (theirs.length === 0) return { reason: 'own-address' };
  const refused = holdByRefusal(audience, theirs, now);
  const { rules } = settings;
  if (refused && !refused.until) return refused;
  const unasked = rules && holdByConsent(audience, theirs, rules);
  if (unasked ?? refused) return unasked ?? refused;
  if (facts.awayUntil && facts.awayUntil.getTime() > now.getTime())
    return { reason: `away:${facts.awayUntil.toISOString().slice(0, 10)}`, until: facts.awayUntil };
  if (!rules) return undefined;
  const guarded = holdByGuards(audience, facts, rules, now);
  if (guarded || audience.class !== 'marketing') return guarded;
  return holdByFrequency(facts, rules, now) ?? holdByDay(audience, facts, rules, now);
}

/** The address such a mail goes to: the oldest that is not our own and not suppressed. */
export function usableAddress(
  facts: ContactFacts,
  mail: MailClass | Pick<Audience, 'class' | 'purpose'>,
  settings: Pick<HoldBackSettings, 'isOwn'>,
): ContactAddress | undefined {
  const theirs = facts.addresses.filter(({ canonical }) => !settings.isOwn(canonical));
  return openAddress(typeof mail === 'string' ? { class: mail } : mail, theirs);
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
  return { reason: `had-enough:${recent.length}`, until: new Date(oldestThatCounts + per) };
}
