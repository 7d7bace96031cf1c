import { sql } from 'kysely';
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
 * whose rule is new are left to `computeSegments` until that has passed these contacts.
 */
export async function refreshMembers(
  tx: Tx,
  contactIds: readonly string[],
  now: Date,
  timeZone: string,
): Promise<RefreshedMembers> {
  const segments = await loadSegments(tx);
  const total: RefreshedMembers = { entered: [], left: [], turnsAt: new Map() };
  for (const { wanted, ids } of batchesOf([...segments.values()], contactIds)) {
    const { entered, left, turnsAt } = await refreshSegments(tx, ids, wanted, segments, { now, timeZone });
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
  for (const segment of segments) {
    const upTo = segment.computedUpTo;
    if (segment.rule === null || upTo === undefined) continue;
    const key = upTo === 'all' ? upTo : upTo.contactId;
    const ids = upTo === 'all' ? contactIds : contactIds.filter((id) => id <= upTo.contactId);
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
  present: { now: Date; timeZone: string },
): Promise<RefreshedMembers> {
  const lookup = segmentLookup(segments, { byRule: true });
  const usable = wanted.flatMap(({ id, name, rule }) => (rule ? [{ id, name, rule }] : []));
  const rules = usable.map(({ rule }) => rule);
  if (usable.length === 0 || contactIds.length === 0) return { entered: [], left: [], turnsAt: new Map() };
  const evaluations = await evaluateRules(tx, contactIds, rules, present, lookup);
  const members = [...evaluations].flatMap(([contactId, evaluation]) =>
    usable
      .filter(({ rule }) => evaluation.holds(rule))
      .map(({ id }) => ({ segment: id, contact: contactId })),
  );
  const changes = await writeMembers(
    tx,
    contactIds,
    usable.map(({ id }) => id),
    members,
    present.now,
  );
  const nameOf = new Map(usable.map(({ id, name }) => [id, name]));
  const told = (entered: boolean) =>
    changes
      .filter((change) => change.entered === entered)
      .map(({ segment, contact }) => ({ segment: nameOf.get(segment) ?? '', contactId: contact }));
  const turnsAt = new Map(
    [...evaluations].flatMap(([id, { turnsAt: at }]): [string, Date][] => (at ? [[id, at]] : [])),
  );
  return { entered: told(true), left: told(false), turnsAt };
}

/** Makes the memberships of these contacts in these segments what they should be. */
async function writeMembers(
  tx: Tx,
  contactIds: readonly string[],
  segmentIds: readonly string[],
  members: readonly { segment: string; contact: string }[],
  now: Date,
): Promise<{ segment: string; contact: string; entered: boolean }[]> {
  const { rows } = await sql<{ segment: string; contact: string; entered: boolean }>`
    with should as materialized (
      select segment, contact from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as x(segment uuid, contact uuid)
    ), gone as (
      delete from segment_members m where m.contact_id = any(${[...contactIds]}::uuid[]) and m.segment_id = any(${[...segmentIds]}::uuid[])
        and not exists (select from should s where s.segment = m.segment_id and s.contact = m.contact_id)
      returning m.segment_id, m.contact_id
    ), come as (
      insert into segment_members (segment_id, contact_id, since)
      select segment, contact, ${now}::timestamptz from should order by segment, contact
      on conflict do nothing
      returning segment_id, contact_id
    )
    select segment_id as segment, contact_id as contact, false as entered from gone
    union all select segment_id, contact_id, true from come`.execute(tx);
  return rows;
}
