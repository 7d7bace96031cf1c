import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { certainReason } from './certain.ts';
import { type Comparison, comparePeople } from './compare-people.ts';
import type { Evidence } from './evidence.ts';
import { readMailEvidence } from './mail-evidence.ts';
import { findCandidates, readFrequencies, writeKeys } from './match-keys.ts';
import type { PersonFacts } from './person-facts.ts';
import { readFacts } from './read-facts.ts';

/** Two contacts who are one person, or may be. */
export interface FoundPair {
  firstId: string;
  secondId: string;
  /** 0 to 1: how likely they are one. */
  score: number;
  evidence: readonly Evidence[];
  /** Why there is no doubt; undefined where there is any. */
  certain: string | undefined;
}

/** Sixteen to one that they are one person: less is not worth anybody's time. */
const LIKELY_FROM_BITS = 4;

/**
 * Compares these contacts, who changed, with whoever shares a key with them, and writes the likely pairs into
 * `merge_suggestions`; an open suggestion that nothing speaks for any more goes, one that a person decided stays as it is.
 * Returns the certain pairs, which nobody decided: merging them is the caller's. Takes `lockCustomers`. The cost depends
 * on the number of contacts given, not on how many there are.
 */
export async function suggestMerges(tx: Tx, contactIds: readonly string[], now: Date): Promise<FoundPair[]> {
  const ids = [...new Set(contactIds)];
  if (ids.length === 0) return [];
  await lockCustomers(tx);
  const changed = await readFacts(tx, ids);
  await writeKeys(tx, [...changed.values()]);
  const found = await comparePairs(tx, changed);
  const undecided = await withoutDecided(tx, found);
  await writeSuggestions(tx, ids, undecided, now);
  return undecided.filter(({ certain }) => certain !== undefined);
}

async function comparePairs(tx: Tx, changed: ReadonlyMap<string, PersonFacts>): Promise<FoundPair[]> {
  const candidates = await findCandidates(tx, [...changed.values()]);
  const mail = await readMailEvidence(tx, [...changed.keys()]);
  const pairs = new Map<string, { a: string; b: string; more: Evidence[] }>();
  const pairOf = (one: string, other: string) => {
    const [a, b] = one < other ? [one, other] : [other, one];
    const pair = pairs.get(`${a} ${b}`) ?? { a, b, more: [] };
    pairs.set(`${a} ${b}`, pair);
    return pair;
  };
  for (const [id, others] of candidates) for (const other of others) pairOf(id, other);
  for (const { a, b, evidence } of mail) pairOf(a, b).more.push(evidence);
  const everybody = [...new Set([...pairs.values()].flatMap(({ a, b }) => [a, b]))];
  const people = new Map([
    ...changed,
    ...(await readFacts(
      tx,
      everybody.filter((id) => !changed.has(id)),
    )),
  ]);
  const { contacts, frequency } = await readFrequencies(tx, [...people.values()]);
  return [...pairs.values()].flatMap(({ a, b, more }) => {
    const one = people.get(a);
    const other = people.get(b);
    if (!one || !other) return [];
    const certain = certainReason(one, other);
    const compared = comparePeople(one, other, frequency, contacts, more);
    return certain === undefined && compared.bits < LIKELY_FROM_BITS
      ? []
      : [pairFound(a, b, compared, certain)];
  });
}

function pairFound(
  firstId: string,
  secondId: string,
  { bits, evidence }: Comparison,
  certain: string | undefined,
): FoundPair {
  return { firstId, secondId, score: certain === undefined ? 1 / (1 + 2 ** -bits) : 1, evidence, certain };
}

async function withoutDecided(tx: Tx, pairs: readonly FoundPair[]): Promise<FoundPair[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<{ pair: string }>`
    select s.first_id || ' ' || s.second_id as pair
    from jsonb_to_recordset(${idsOf(pairs)}::jsonb) as x("firstId" uuid, "secondId" uuid)
    join merge_suggestions s on s.first_id = x."firstId" and s.second_id = x."secondId" and s.state <> 'open'`.execute(
    tx,
  );
  const decided = new Set(rows.map(({ pair }) => pair));
  return pairs.filter(({ firstId, secondId }) => !decided.has(`${firstId} ${secondId}`));
}

async function writeSuggestions(
  tx: Tx,
  ids: readonly string[],
  pairs: readonly FoundPair[],
  now: Date,
): Promise<void> {
  await sql`
    delete from merge_suggestions s
    where s.state = 'open' and (s.first_id = any(${[...ids]}::uuid[]) or s.second_id = any(${[...ids]}::uuid[]))
      and not exists (select from jsonb_to_recordset(${idsOf(pairs)}::jsonb) as x("firstId" uuid, "secondId" uuid)
        where x."firstId" = s.first_id and x."secondId" = s.second_id)`.execute(tx);
  if (pairs.length === 0) return;
  const rows = pairs.map(({ firstId, secondId, score, evidence }) => ({
    firstId,
    secondId,
    score,
    reasons: evidence,
  }));
  await sql`
    insert into merge_suggestions (first_id, second_id, score, reasons, state, at)
    select "firstId", "secondId", score, reasons, 'open', ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x("firstId" uuid, "secondId" uuid, score real, reasons jsonb)
    on conflict (business_id, first_id, second_id)
      do update set score = excluded.score, reasons = excluded.reasons where merge_suggestions.state = 'open'`.execute(
    tx,
  );
}

function idsOf(pairs: readonly FoundPair[]): string {
  return JSON.stringify(pairs.map(({ firstId, secondId }) => ({ firstId, secondId })));
}
