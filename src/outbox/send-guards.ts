import type { MailClass } from '../database/tables.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';

/** A mail that is due, as the guards see it. */
export interface DueEmail {
  id: string;
  class: MailClass;
  recipientCanonical: string;
  contactId: string | null;
  expiresAt: Date;
}

export interface GuardFacts {
  now: Date;
  /** The contact's zone where known, else the business's. */
  timeZone: string;
  quietHours: QuietHours;
  /** Why the person must not get it: for good, or until then. */
  refused: { reason: string; until: Date | null } | undefined;
  /** When marketing mail went, or may have gone, to this address within the cap's time. */
  contactedAt: readonly Date[];
  frequencyCap: { count: number; per: number };
}

export type GuardVerdict =
  | { kind: 'go' }
  | { kind: 'end'; state: 'suppressed' | 'expired'; reason: string }
  | { kind: 'postpone'; until: Date; reason: string };

/**
 * Whether a due mail may be claimed now. What only has to wait is postponed; what would wait beyond its expiry ends.
 * Quiet hours protect contacts: mail to the business's own managers keeps the hour it was asked for.
 */
export function guardEmail(email: DueEmail, facts: GuardFacts): GuardVerdict {
  if (email.expiresAt <= facts.now) return { kind: 'end', state: 'expired', reason: 'too late to be of use' };
  if (facts.refused?.until === null)
    return { kind: 'end', state: 'suppressed', reason: facts.refused.reason };
  if (facts.refused?.until) return postpone(email, facts.refused.until, facts.refused.reason);
  const quiet =
    email.contactId === null ? undefined : quietUntil(facts.quietHours, facts.timeZone, facts.now);
  if (quiet) return postpone(email, quiet, `quiet hours in ${facts.timeZone}`);
  const free = email.class === 'marketing' ? capFreeAt(facts) : undefined;
  if (free) return postpone(email, free, 'as much marketing mail to this address as allowed');
  return { kind: 'go' };
}

/** When the oldest of the mails that fill the cap leaves its time window; undefined while there is room. */
function capFreeAt({ contactedAt, frequencyCap, now }: GuardFacts): Date | undefined {
  const since = now.getTime() - frequencyCap.per;
  const within = contactedAt
    .map((at) => at.getTime())
    .filter((at) => at > since)
    .sort((a, b) => b - a);
  const oldest = within[frequencyCap.count - 1];
  return oldest === undefined ? undefined : new Date(oldest + frequencyCap.per);
}

/** Waits until then, or ends where that is too late. */
export function postpone(email: Pick<DueEmail, 'expiresAt'>, until: Date, reason: string): GuardVerdict {
  if (until >= email.expiresAt)
    return { kind: 'end', state: 'expired', reason: `${reason}, and too late after that` };
  return { kind: 'postpone', until, reason };
}
