import { sql } from 'kysely';
import type { ConsentGround, ConsentState } from '../../database/consent-tables.ts';
import type { Tx } from '../../database/tables.ts';
import type { Purpose } from './purpose.ts';

/** What somebody said about mail for a purpose; `all`: about newsletters and offers of any kind. */
export interface ConsentEvent {
  canonical: string;
  purpose: Purpose | 'all';
  state: ConsentState;
  ground: ConsentGround;
  /** By which way: `form`, `api`, `import`, `page`, `one-click`, `mailto`, `reply`, `person`. */
  source: string;
  /** Who: a person's name, `contact` for themselves. */
  actor: string;
  /** What they agreed to, in the words they saw; '' where nothing was shown. */
  wording: string;
  /** Which form, mail, file and row. */
  evidence?: object;
  at: Date;
}

/** Writes down what somebody said, for good: nothing in this history is ever changed, and the latest word stands. */
export async function recordConsents(tx: Tx, events: readonly ConsentEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .insertInto('consent_events')
    .values(
      events.map(({ evidence = {}, ...event }) => ({
        ...event,
        evidence: JSON.stringify(evidence),
      })),
    )
    .execute();
}

/** The history of these addresses, the newest first. */
export function consentHistory(tx: Tx, canonicals: readonly string[]) {
  return tx
    .selectFrom('consent_events')
    .select(['canonical', 'purpose', 'state', 'ground', 'source', 'actor', 'wording', 'evidence', 'at'])
    .where('canonical', '=', sql<string>`any(${[...canonicals]}::text[])`)
    .orderBy('at', 'desc')
    .orderBy('number', 'desc')
    .limit(MAX_HISTORY)
    .execute();
}

/** The latest word of each address on each purpose, by `ADDRESS PURPOSE`. */
export async function latestConsents(
  tx: Tx,
  canonicals: readonly string[],
): Promise<Map<string, { state: ConsentState; at: Date }>> {
  const { rows } = await sql<{ canonical: string; purpose: string; state: ConsentState; at: Date }>`
    select distinct on (canonical, purpose) canonical, purpose, state, at from consent_events
    where canonical = any(${[...canonicals]}::text[]) order by canonical, purpose, at desc, number desc`.execute(
    tx,
  );
  return new Map(rows.map(({ canonical, purpose, state, at }) => [`${canonical} ${purpose}`, { state, at }]));
}

/** What somebody agreed to at any of these addresses and did not take back. */
export async function grantedPurposes(tx: Tx, canonicals: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ purpose: string }>`select distinct latest.purpose from (
      select distinct on (canonical, purpose) purpose, state from consent_events
      where canonical = any(${[...canonicals]}::text[]) order by canonical, purpose, at desc, number desc) latest
    where latest.state = 'granted'`.execute(tx);
  return new Set(rows.map(({ purpose }) => purpose));
}

/** Every address of whoever has this one; itself at least. */
export async function addressesOfPerson(tx: Tx, canonical: string): Promise<string[]> {
  const { rows } = await sql<{ canonical: string }>`select theirs.canonical from contact_addresses a
      join contact_addresses theirs on theirs.business_id = a.business_id and theirs.contact_id = a.contact_id
    where a.canonical = ${canonical} order by theirs.created_at, theirs.canonical`.execute(tx);
  const known = rows.map((row) => row.canonical);
  return known.includes(canonical) ? known : [canonical];
}

const MAX_HISTORY = 500;
