import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { keysOf, storedKey, valueKey } from './blocking-keys.ts';
import type { Frequency, PersonFacts } from './person-facts.ts';

/** A key that more contacts than this share finds nobody: a switchboard, a common name. */
const MAX_CONTACTS_PER_KEY = 50;
/** Others that one contact is compared with, those first with whom it shares most keys. */
const MAX_CANDIDATES = 100;
/** Counting stops here: what so many have is common. */
const MAX_COUNTED = 1000;
/** All contacts are counted no further; beyond, every value is taken for more common than it is, and less is suggested. */
const MAX_CONTACTS_COUNTED = 20_000;

/** Few contacts are taken for so many: among ten every name is one in ten, and would say nothing. */
const MIN_CONTACTS = 200;

/** Writes the keys that these contacts are found by from now on. */
export async function writeKeys(tx: Tx, people: readonly PersonFacts[]): Promise<void> {
  if (people.length === 0) return;
  const rows = people.flatMap((facts) => {
    const { find, count } = keysOf(facts);
    return [...new Set([...find, ...count].map(storedKey))].map((key) => ({ id: facts.id, key }));
  });
  // As arrays, whose length the planner sees: it hashes them, where it would walk through all of a jsonb for each row.
  const wanted = sql`unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ key }) => key)}::bigint[]) as x(id, key)`;
  const ids = people.map(({ id }) => id);
  await sql`
    delete from match_keys k where k.contact_id = any(${ids}::uuid[])
      and not exists (select from ${wanted} where x.id = k.contact_id and x.key = k.key)`.execute(tx);
  await sql`
    insert into match_keys (contact_id, key) select id, key from ${wanted} on conflict do nothing`.execute(
    tx,
  );
}

/** Who shares keys with each of these contacts; a look into an index for each key. */
export async function findCandidates(
  tx: Tx,
  people: readonly PersonFacts[],
): Promise<Map<string, readonly string[]>> {
  const asked = people.flatMap((facts) =>
    keysOf(facts).find.map((key) => ({ id: facts.id, key: storedKey(key) })),
  );
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ id: string; others: string[] }>`
    select x.id, k.others from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(id uuid, key bigint)
    cross join lateral (
      select array_agg(m.contact_id) as others
      from (select contact_id from match_keys where key = x.key limit ${MAX_CONTACTS_PER_KEY + 1}) m) k
    where cardinality(k.others) between 2 and ${MAX_CONTACTS_PER_KEY}`.execute(tx);
  const shared = new Map<string, Map<string, number>>();
  for (const { id, others } of rows) {
    const counts = shared.get(id) ?? new Map<string, number>();
    shared.set(id, counts);
    for (const other of others) if (other !== id) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return new Map([...shared].map(([id, counts]) => [id, most(counts)]));
}

function most(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_CANDIDATES)
    .map(([id]) => id);
}

/** How rare the values of these people are, and how many contacts there are, as far as it matters. */
export async function readFrequencies(
  tx: Tx,
  people: readonly PersonFacts[],
): Promise<{ contacts: number; frequency: Frequency }> {
  const keys = [...new Set(people.flatMap((facts) => Object.values(keysOf(facts)).flat()))].filter((key) =>
    COUNTED.test(key),
  );
  const { rows } = await sql<{ number: number; times: number }>`
    select x.number::int, (
      select count(*)::int from (select from match_keys k where k.key = x.key limit ${MAX_COUNTED}) as few) as times
    from unnest(${keys.map(storedKey)}::bigint[]) with ordinality as x(key, number)`.execute(tx);
  const counted = await sql<{ contacts: number }>`
    select count(*)::int as contacts from (select from contacts limit ${MAX_CONTACTS_COUNTED}) as few`.execute(
    tx,
  );
  const contacts = Math.max(MIN_CONTACTS, counted.rows[0]?.contacts ?? 0);
  const times = new Map(rows.map((row) => [keys[row.number - 1], row.times]));
  return {
    contacts,
    // How many others have what one of a pair has: the other of the pair does not make it common.
    frequency: (kind, value) =>
      Math.min(1, Math.max(1, (times.get(valueKey(kind, value)) ?? 0) - 1) / contacts),
  };
}

const COUNTED = /^(?:word|phone|local|birthday|identifier|street|beside|city|postcode|region) /;
