import { sql } from 'kysely';
import { exactTime, isAfter, type KeysetPosition, timeOrLast } from '../../database/keyset.ts';
import type { Tx } from '../../database/tables.ts';
import type { Reader } from '../../rendering/speaker.ts';
import { explainMembers } from './explain-members.ts';
import { type Precision, type PreviewedMember, previewRule } from './preview-rule.ts';
import { loadSegments, type StoredSegment, segmentNamed } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** Who is in a segment, and why. */
export interface ListedMembers {
  name: string;
  count: number;
  /** Exact, unless the members were never found in full. */
  precision: Precision;
  members: ListedMember[];
  /** Where the next page goes on; null on the last one. */
  next: KeysetPosition | null;
}

export type ListedMember = PreviewedMember & { since: Date | null; reason: string | null };

export interface ListMembersOptions {
  limit: number;
  /** The `next` of the page before. */
  before?: KeysetPosition | undefined;
  /** Whose language the reasons are in; English unless told. */
  reader?: Reader;
}

/**
 * Up to `limit` members of a segment, the most recently active first, each with the reason in one sentence. A segment that
 * was never computed is answered by its rule, one page of it.
 */
export async function listMembers(
  tx: Tx,
  name: string,
  present: RulePresent,
  options: ListMembersOptions,
): Promise<ListedMembers> {
  const segments = await loadSegments(tx);
  const segment = segmentNamed(segments, name);
  const { rule } = segment;
  const found = await membersOf(tx, segment, present, options);
  const ids = found.members.map((member) => member.id);
  const reasons = rule
    ? await explainMembers(tx, rule, ids, present, segments, options.reader)
    : new Map<string, { sentence: string }>();
  const members = found.members.map((member) => ({
    ...member,
    reason: reasons.get(member.id)?.sentence ?? null,
  }));
  return { name, ...found, members };
}

async function membersOf(
  tx: Tx,
  { id, kind, rule, computedAt }: StoredSegment,
  present: RulePresent,
  { limit, before }: ListMembersOptions,
) {
  if (kind !== 'rule' || !rule || computedAt !== null) return storedMembers(tx, id, limit, before);
  const { members, ...rest } = await previewRule(tx, rule, present, { limit });
  return { ...rest, members: members.map((member) => ({ ...member, since: null })), next: null };
}

async function storedMembers(tx: Tx, segmentId: string, limit: number, before: KeysetPosition | undefined) {
  const { count } = await tx
    .selectFrom('segment_members')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('segment_id', '=', segmentId)
    .executeTakeFirstOrThrow();
  const activity = timeOrLast('c.last_activity_at');
  const { rows } = await sql<PreviewedMember & { since: Date; at: string | null }>`
    select c.id, c.name, c.kind, c.last_activity_at as "lastActivityAt", m.since, ${exactTime('c.last_activity_at')} as at,
      (select a.address from contact_addresses a where a.contact_id = c.id order by a.created_at, a.canonical limit 1) as address
    from segment_members m join contacts c on c.business_id = m.business_id and c.id = m.contact_id
    where m.segment_id = ${segmentId}::uuid ${before ? sql`and ${isAfter(activity, 'c.id', before)}` : sql``}
    order by ${activity} desc, c.id desc limit ${limit + 1}`.execute(tx);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    count,
    precision: 'exact' as const,
    members: shown.map(({ at: _at, ...member }) => member),
    next: last ? { at: last.at, id: last.id } : null,
  };
}
