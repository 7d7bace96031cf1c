import { sql } from 'kysely';
import { guessLocale } from '../customers/match/text-locale.ts';
import type { SuppressionScope } from '../database/consent-tables.ts';
import type { ContactKind, Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Locale } from '../lib/locale.ts';
import type { StopSignal } from './automation.ts';
import { STOPS } from './schema.ts';

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
}

export interface ContactAddress {
  address: string;
  canonical: string;
  /** Why it must not be mailed, if it must not. */
  suppressions: readonly { scope: SuppressionScope; reason: string }[];
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
  const contacts = await tx
    .selectFrom('contacts')
    .select(['id', 'kind', 'name', 'locale', 'time_zone', 'away_until', 'last_purchase_at'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  const addresses = await loadAddresses(tx, ids);
  const sentAt = await loadMarketingSent(tx, [...addresses.values()].flat(), now);
  const stops = await loadStops(tx, ids);
  return new Map(
    contacts.map((contact) => {
      const own = addresses.get(contact.id) ?? [];
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
        marketingSentAt: own.flatMap(({ canonical }) => sentAt.get(canonical) ?? []),
        stops: [...(stops.get(contact.id) ?? []), ...bought],
      };
      return [contact.id, facts];
    }),
  );
}

async function loadAddresses(tx: Tx, ids: readonly string[]): Promise<Map<string, ContactAddress[]>> {
  const rows = await tx
    .selectFrom('contact_addresses')
    .select(['contact_id', 'address', 'canonical'])
    .where('contact_id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('mailed_first', 'desc')
    .orderBy('created_at')
    .orderBy('canonical')
    .execute();
  const suppressions = await tx
    .selectFrom('suppressions')
    .select(['canonical', 'scope', 'reason'])
    .where('canonical', '=', sql<string>`any(${rows.map(({ canonical }) => canonical)}::text[])`)
    .execute();
  const byCanonical = Map.groupBy(suppressions, ({ canonical }) => canonical);
  const addresses = rows.map(({ contact_id, address, canonical }) => ({
    contact_id,
    address,
    canonical,
    suppressions: byCanonical.get(canonical) ?? [],
  }));
  return Map.groupBy(addresses, ({ contact_id }) => contact_id);
}

async function loadMarketingSent(
  tx: Tx,
  addresses: readonly ContactAddress[],
  now: Date,
): Promise<Map<string, Date[]>> {
  const canonicals = addresses.map(({ canonical }) => canonical);
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['recipient_canonical', 'sent_at', 'state_at', 'state'])
    .where('recipient_canonical', '=', sql<string>`any(${canonicals}::text[])`)
    .where('class', '=', 'marketing')
    // What may have left counts as contacted (protocols: Outgoing).
    .where('state', 'in', ['sent', 'uncertain', 'transmitting'])
    .where('created_at', '>', new Date(now.getTime() - MAX_CAP_DAYS * DAY_MS))
    .execute();
  const sent = new Map<string, Date[]>();
  for (const row of rows) {
    const times = sent.get(row.recipient_canonical) ?? [];
    times.push(row.sent_at ?? row.state_at);
    sent.set(row.recipient_canonical, times);
  }
  return sent;
}

async function loadStops(tx: Tx, ids: readonly string[]): Promise<Map<string, Stop[]>> {
  const rows = await tx
    .selectFrom('signals')
    .select(['contact_id', 'kind', (eb) => eb.fn.max('occurred_at').as('at')])
    .where('contact_id', '=', sql<string>`any(${ids}::uuid[])`)
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
