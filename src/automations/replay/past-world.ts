import { sql } from 'kysely';
import type { Rule } from '../../customers/segments/rule.ts';
import type { Tx } from '../../database/tables.ts';
import type { SignalAutomation } from '../automation.ts';
import { type ContactFacts, loadContactFacts, type Stop } from '../contact-facts.ts';
import { isMail } from '../instructions.ts';
import { rulesOfContacts } from '../rules-of-contact.ts';
import type { RunAbout } from '../run-context.ts';
import { livesOf } from './past-silences.ts';
import type { World } from './play.ts';

interface PastOptions {
  contactIds: readonly string[];
  automation: SignalAutomation;
  /** The end of the stretch. */
  to: Date;
  timeZone: string;
}

/**
 * These people as they were at any time of the logged past, as far as it can be told: their purchases and mails, who had
 * unsubscribed or bounced by then, which bills were paid. What is not kept with its time (who was away, segments, what
 * rules say of fields) is as it is today.
 */
export async function pastWorld(
  tx: Tx,
  { contactIds, automation, to, timeZone }: PastOptions,
): Promise<World> {
  const ids = [...new Set(contactIds)];
  const present = await loadContactFacts(tx, ids, to);
  const lives = await livesOf(tx, ids, to);
  const signals = await signalsOf(tx, ids, automation, to);
  const since = await suppressedSince(tx, ids);
  const bills = automation.trigger.kind === 'date' ? await paidAt(tx, ids) : new Map<string, Date>();
  return {
    factsAt(contactId, at) {
      const facts = present.get(contactId);
      return (
        facts &&
        asOf(facts, at, { life: lives.get(contactId) ?? [], signals: signals.get(contactId) ?? [], since })
      );
    },
    async holds(contactId: string, rule: Rule, at: Date) {
      const holds = await rulesOfContacts(tx, [contactId], [rule], { now: at, timeZone });
      return holds(contactId, rule);
    },
    settledAt: ({ purchaseId }: RunAbout, at) => {
      const { trigger } = automation;
      const paid = purchaseId === undefined ? undefined : bills.get(purchaseId);
      if (trigger.kind !== 'date' || trigger.field !== 'purchase.due' || !paid || paid > at) return undefined;
      return `it was paid on ${paid.toISOString().slice(0, 10)}`;
    },
    heardAt: (contactId, kind, from, until) =>
      signals.get(contactId)?.find((one) => one.kind === kind && one.at > from && one.at <= until)?.at,
  };
}

interface PastSignal {
  id: string;
  kind: string;
  at: Date;
}

/** What is asked of a contact, as of a time. */
function asOf(
  facts: ContactFacts,
  at: Date,
  past: {
    life: readonly { at: Date; bought: boolean }[];
    signals: readonly PastSignal[];
    since: ReadonlyMap<string, Date>;
  },
): ContactFacts {
  const { standing: _present, ...rest } = facts;
  const until = <T extends { at: Date }>(list: readonly T[]) => list.filter((one) => one.at <= at);
  const lived: Stop[] = until(past.life).map((one) => ({
    kind: one.bought ? 'purchase' : 'reply',
    at: one.at,
  }));
  const said: Stop[] = until(past.signals).flatMap(({ kind, at: when }): Stop[] =>
    kind === 'unsubscribe' || kind === 'reply' ? [{ kind, at: when }] : [],
  );
  return {
    ...rest,
    awayUntil: null,
    marketingSentAt: [],
    stops: [...lived, ...said],
    addresses: facts.addresses.map((address) => ({
      ...address,
      suppressions: address.suppressions.filter(({ scope }) => {
        const began = past.since.get(`${address.canonical} ${scope}`);
        return began === undefined || began <= at;
      }),
    })),
  };
}

async function signalsOf(
  tx: Tx,
  ids: readonly string[],
  automation: SignalAutomation,
  to: Date,
): Promise<Map<string, PastSignal[]>> {
  const awaited = automation.steps.flatMap((step) =>
    !isMail(step) && step.do === 'until-signal' ? [step.signal] : [],
  );
  const { rows } = await sql<PastSignal>`select contact_id as id, kind, occurred_at as at from signals
    where contact_id = any(${[...ids]}::uuid[]) and kind = any(${['unsubscribe', 'reply', ...awaited]}::text[])
      and occurred_at <= ${to} order by occurred_at`.execute(tx);
  return Map.groupBy(rows, ({ id }) => id);
}

async function suppressedSince(tx: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ key: string; since: Date }>`
    select s.canonical || ' ' || s.scope as key, s.created_at as since from suppressions s
    join contact_addresses a on a.canonical = s.canonical
    where a.contact_id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map(({ key, since }) => [key, since]));
}

async function paidAt(tx: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date }>`select id, paid_at as at from purchases
    where contact_id = any(${[...ids]}::uuid[]) and paid_at is not null`.execute(tx);
  return new Map(rows.map(({ id, at }) => [id, at]));
}
