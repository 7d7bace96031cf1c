import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { explainMembers } from './explain-members.ts';
import { type Precision, type PreviewedMember, previewRule } from './preview-rule.ts';
import { loadSegments, segmentNamed } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** Who is in a segment, and why. */
export interface ListedMembers {
  name: string;
  count: number;
  /** Exact, unless the members were never found in full. */
  precision: Precision;
  members: (PreviewedMember & { since: Date | null; reason: string | null })[];
}

/**
 * Up to `limit` members of a segment, the most recently active first, each with the reason in one sentence. A segment that
 * was never computed is answered by its rule.
 */
export async function listMembers(
  tx: Tx,
  name: string,
  present: RulePresent,
  limit: number,
): Promise<ListedMembers> {
  const segments = await loadSegments(tx);
  const { id, rule, kind, computedAt } = segmentNamed(segments, name);
  const found =
    kind === 'rule' && rule && computedAt === null
      ? { ...(await previewRule(tx, rule, present, { limit })), since: new Map<string, Date>() }
      : await storedMembers(tx, id, limit);
  const ids = found.members.map((member) => member.id);
  const reasons = rule ? await explainMembers(tx, rule, ids, present, segments) : undefined;
  const members = found.members.map((member) => ({
    ...member,
    since: found.since.get(member.id) ?? null,
    reason: reasons?.get(member.id)?.sentence ?? null,
  }));
  return { name, count: found.count, precision: found.precision, members };
}

async function storedMembers(tx: Tx, segmentId: string, limit: number) {
  const { count } = await tx
    .selectFrom('segment_members')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('segment_id', '=', segmentId)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<PreviewedMember & { since: Date }>`
    select c.id, c.name, c.kind, c.last_activity_at as "lastActivityAt", m.since,
      (select a.address from contact_addresses a where a.contact_id = c.id order by a.created_at, a.canonical limit 1) as address
    from segment_members m join contacts c on c.business_id = m.business_id and c.id = m.contact_id
    where m.segment_id = ${segmentId}::uuid
    order by c.last_activity_at desc nulls last, c.id limit ${limit}`.execute(tx);
  const members = rows.map(({ since: _since, ...member }) => member);
  return {
    count,
    precision: 'exact' as const,
    members,
    since: new Map(rows.map(({ id, since }) => [id, since])),
  };
}
