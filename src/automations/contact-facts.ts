import { sql } from 'kysely';
import { type Purpose, readPurpose } from '../customers/consent/purpose.ts';
import type { SuppressionRow } from '../customers/consent/suppression.ts';
import { guessLocale } from '../customers/match/text-locale.ts';
import type { ContactKind, Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Locale } from '../lib/locale.ts';
import type { StopSignal } from './automation.ts';
import { STOPS } from './schema.ts';
import { loadStanding, type Standing } from './standing.ts';

/** What decides whether a contact may be written to. */
export interface ContactFacts {
  contactId: string;
  kind: ContactKind;
  name: string;
  /** What they write; of somebody who never wrote, what their name is written in. */
  locale: Locale | null;
  timeZone: string | null;
  awayUntil: Date | null;
  /** The oldest first. */
  addresses: readonly ContactAddress[];
  /** When marketing mail to any of the addresses left, or may have left, within the last `MAX_CAP_DAYS`. */
  marketingSentAt: readonly Date[];
  /** The newest signal of each kind that can end a sequence, and the newest purchase. */
  stops: readonly Stop[];
  /** What else may hold a mail back; absent where nothing was looked up (a preview, a test). */
  standing?: Standing;
}

export interface ContactAddress {
  address: string;
  canonical: string;
  /** Why it must not be mailed, if it must not. */
  suppressions: readonly (Pick<SuppressionRow, 'scope' | 'reason'> &
    Partial<Pick<SuppressionRow, 'until' | 'except_purposes'>>)[];
  /** What somebody agreed to for it. */
  granted?: readonly Purpose[];
  /** They asked on the page of preferences for fewer letters. */
  lessOften?: boolean;
}

export interface Stop {
  kind: StopSignal;
  at: Date;
}

/** A frequency cap looks back no further than this. */
const MAX_CAP_DAYS = 92;

/** The facts about the contacts of these ids, by id, in five statements however many there are. */
export async function loadContactFacts(
  tx: Tx,
  contactIds: readonly string[],
  now: Date,
): Promise<Map<string, ContactFacts>> {
  if (contactIds.length === 0) return new Map();
  const ids = [...new Set(contactIds)];
  const standings = await loadStanding(tx, ids, now);
  const addresses = await loadAddresses(tx, ids);
  const mails = await loadMarketing(tx, [...addresses.values()].flat(), now);
  const stops = await loadStops(tx, ids);
  return new Map(
    standings.map(({ contact, standing }) => {
      const own = addresses.get(contact.id) ?? [];
      const theirs = own.flatMap(({ canonical }) => mails.get(canonical) ?? []);
      const bought: Stop[] = contact.last_purchase_at
        ? [{ kind: 'purchase', at: contact.last_purchase_at }]
        : [];
      const facts: ContactFacts = {
        contactId: contact.id,
        kind: contact.kind,
        name: contact.name,
        locale: contact.locale ?? guessLocale(contact.name),
        timeZone: contact.time_zone,
        awayUntil: contact.away_until,
        addresses: own,
        marketingSentAt: theirs.flatMap(({ sentAt }) => sentAt ?? []),
        stops: [...(stops.get(contact.id) ?? []), ...bought],
        standing: { ...standing, marketing: theirs },
      };
      return [contact.id, facts];
    }),
  );
}

/** With what must not go to them and what was agreed to: the latest word of an address on a purpose stands. */
async function loadAddresses(tx: Tx, ids: readonly string[]): Promise<Map<string, ContactAddress[]>> {
  const { rows } = await sql<{
    contact_id: string;
    address: string;
    canonical: string;
    suppressions: StoredSuppression[] | null;
    granted: string[] | null;
    less_often: boolean;
  }>`select a.contact_id, a.address, a.canonical,
      (select jsonb_agg(jsonb_build_object('scope', s.scope, 'reason', s.reason, 'until', s.until,
          'except_purposes', s.except_purposes) order by s.scope)
        from suppressions s where s.canonical = a.canonical) as suppressions,
      (select jsonb_agg(latest.purpose) from (
        select distinct on (e.purpose) e.purpose, e.state from consent_events e where e.canonical = a.canonical
        order by e.purpose, e.at desc, e.number desc) latest where latest.state = 'granted') as granted,
      exists (select from mail_preferences p where p.canonical = a.canonical and p.less_often) as less_often
    from contact_addresses a where a.contact_id = any(${[...ids]}::uuid[])
    order by a.mailed_first desc, a.created_at, a.canonical`.execute(tx);
  const addresses = rows.map(({ less_often, suppressions, granted, ...row }) => ({
    ...row,
    suppressions: (suppressions ?? []).map(({ until, ...one }) => ({
      ...one,
      until: until === null ? null : new Date(until),
    })),
    granted: (granted ?? []).flatMap((purpose) => readPurpose(purpose) ?? []),
    lessOften: less_often,
  }));
  return Map.groupBy(addresses, ({ contact_id }) => contact_id);
}

type StoredSuppression = Pick<SuppressionRow, 'scope' | 'reason' | 'except_purposes'> & {
  until: string | null;
};

/** A marketing mail that left, may have left, or waits to leave. */
export interface MarketingMail {
  automation: string;
  /** Undefined while it waits. */
  sentAt: Date | undefined;
  /** The day it counts for. */
  at: Date;
}

async function loadMarketing(
  tx: Tx,
  addresses: readonly ContactAddress[],
  now: Date,
): Promise<Map<string, MarketingMail[]>> {
  const canonicals = addresses.map(({ canonical }) => canonical);
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['recipient_canonical', 'automation', 'sent_at', 'state_at', 'state', 'due_at'])
    .where('recipient_canonical', '=', sql<string>`any(${canonicals}::text[])`)
    .where('class', '=', 'marketing')
    // What may have left counts as contacted (protocols: Outgoing).
    .where('state', 'in', [
      'sent',
      'uncertain',
      'transmitting',
      'claimed',
      'queued',
      'awaiting-approval',
      'draft',
    ])
    .where('created_at', '>', new Date(now.getTime() - MAX_CAP_DAYS * DAY_MS))
    .execute();
  const mails = new Map<string, MarketingMail[]>();
  for (const { recipient_canonical, automation, sent_at, state, state_at, due_at } of rows) {
    const left = state === 'sent' || state === 'uncertain' || state === 'transmitting';
    const sentAt = left ? (sent_at ?? state_at) : undefined;
    const theirs = mails.get(recipient_canonical) ?? [];
    theirs.push({ automation, sentAt, at: sentAt ?? due_at });
    mails.set(recipient_canonical, theirs);
  }
  return mails;
}

async function loadStops(tx: Tx, ids: readonly string[]): Promise<Map<string, Stop[]>> {
  const rows = await tx
    .selectFrom('signals')
    .select(['contact_id', 'kind', (eb) => eb.fn.max('occurred_at').as('at')])
    .where('contact_id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('kind', 'in', STOPS)
    .groupBy(['contact_id', 'kind'])
    .execute();
  const stops = new Map<string, Stop[]>();
  for (const { contact_id, kind, at } of rows) {
    const stop = STOPS.find((known) => known === kind);
    if (contact_id === null || !stop) continue;
    stops.set(contact_id, [...(stops.get(contact_id) ?? []), { kind: stop, at }]);
  }
  return stops;
}
