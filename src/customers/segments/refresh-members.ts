import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { segmentLookup } from './segment-references.ts';
import { loadSegments, type StoredSegment } from './stored-segment.ts';

/** Who came into a segment, or left it. */
interface MembershipChange {
  segment: string;
  contactId: string;
}

interface RefreshedMembers {
  entered: MembershipChange[];
  left: MembershipChange[];
  /** Of contacts whose memberships time alone may change: when. */
  turnsAt: Map<string, Date>;
}

/**
 * Finds anew in which segments these contacts are, and writes what changed; who stays keeps `since`. A fixed number of
 * statements however many segments there are, and a cost of its own for each contact, however large the business. Segments
 * whose rule is new are left to `computeSegments` until that has passed these contacts. `asPage`: the contacts are (nearly)
 * all there are between the first and the last of them, in the order of their ids.
 */
export async function refreshMembers(
  tx: Tx,
  contactIds: readonly string[],
  now: Date,
  timeZone: string,
  { asPage = false } = {},
): Promise<RefreshedMembers> {
  const segments = await loadSegments(tx);
  const total: RefreshedMembers = { entered: [], left: [], turnsAt: new Map() };
  for (const { wanted, ids } of batchesOf([...segments.values()], contactIds)) {
    const present = { now, timeZone, asPage: asPage && ids.length === contactIds.length };
    const { entered, left, turnsAt } = await refreshSegments(tx, ids, wanted, segments, present);
    total.entered.push(...entered);
    total.left.push(...left);
    for (const [id, at] of turnsAt) {
      const known = total.turnsAt.get(id);
      total.turnsAt.set(id, known && known < at ? known : at);
    }
  }
  return total;
}

/** What is computed in the background at the moment gets to these contacts there, unless it has passed them already. */
function batchesOf(
  segments: readonly StoredSegment[],
  contactIds: readonly string[],
): { wanted: StoredSegment[]; ids: readonly string[] }[] {
  const batches = new Map<string, { wanted: StoredSegment[]; ids: readonly string[] }>();
  const last = contactIds.reduce((latest, id) => (id > latest ? id : latest), '');
  for (const segment of segments) {
    const upTo = segment.computedUpTo;
    if (segment.rule === null || upTo === undefined) continue;
    const all = upTo === 'all' || last <= upTo.contactId;
    const key = all ? 'all' : upTo.contactId;
    const ids = all ? contactIds : contactIds.filter((id) => id <= upTo.contactId);
    const batch = batches.get(key) ?? { wanted: [], ids };
    batch.wanted.push(segment);
    batches.set(key, batch);
  }
  return [...batches.values()].filter(({ ids }) => ids.length > 0);
}

/** The same for some of the segments. */
export async function refreshSegments(
  tx: Tx,
  contactIds: readonly string[],
  wanted: readonly StoredSegment[],
  segments: ReadonlyMap<string, StoredSegment>,
  { now, timeZone, asPage = false }: { now: Date; timeZone: string; asPage?: boolean },
): Promise<RefreshedMembers> {
  const lookup = segmentLookup(segments, { byRule: true });
  const usable = wanted.flatMap(({ id, name, rule }) => (rule ? [{ id, name, rule }] : []));
  const rules = usable.map(({ rule }) => rule);
  if (usable.length === 0 || contactIds.length === 0) return { entered: [], left: [], turnsAt: new Map() };
  const also = placesOfMemberships(usable.map(({ id }) => id));
  const evaluations = await evaluateRules(tx, contactIds, rules, { now, timeZone }, lookup, {
    also,
    asPage,
    often: true,
  });
  const changes: Record<'entered' | 'left', { segment: (typeof usable)[number]; contactId: string }[]> = {
    entered: [],
    left: [],
  };
  const turnsAt = new Map<string, Date>();
  for (const [contactId, evaluation] of evaluations) {
    if (evaluation.turnsAt) turnsAt.set(contactId, evaluation.turnsAt);
    const is = new Set(evaluation.also?.split(',').map(Number));
    for (const [place, segment] of usable.entries()) {
      const holds = evaluation.holds(segment.rule);
      if (holds !== is.has(place + 1)) changes[holds ? 'entered' : 'left'].push({ segment, contactId });
    }
  }
  const pairs = (list: 'entered' | 'left') =>
    sql`unnest(${changes[list].map(({ segment }) => segment.id)}::uuid[],
      ${changes[list].map(({ contactId }) => contactId)}::uuid[])`;
  if (changes.left.length > 0)
    // One by one along the index: joined, the planner would now and then read all members.
    await sql`delete from segment_members where ctid = any(array(
      select m.ctid from ${pairs('left')} as x(segment, contact) cross join lateral (
        select ctid from segment_members where segment_id = x.segment and contact_id = x.contact offset 0) m))`.execute(
      tx,
    );
  if (changes.entered.length > 0)
    await sql`insert into segment_members (segment_id, contact_id, since)
      select segment, contact, ${now}::timestamptz from ${pairs('entered')} as x(segment, contact)
      on conflict do nothing`.execute(tx);
  const told = (list: 'entered' | 'left') =>
    changes[list].map(({ segment, contactId }) => ({ segment: segment.name, contactId }));
  return { entered: told('entered'), left: told('left'), turnsAt };
}

/** In which of these segments a contact `c` is, as their places: `1,4`. */
function placesOfMemberships(segmentIds: readonly string[]): RawBuilder<string | null> {
  return sql`(select string_agg(array_position(${[...segmentIds]}::uuid[], m.segment_id)::text, ',')
    from segment_members m where m.contact_id = c.id)`;
}
