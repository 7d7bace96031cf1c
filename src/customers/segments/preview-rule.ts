import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { compileRule } from './compile-rule.ts';
import type { Rule } from './rule.ts';
import { checkReferences, segmentLookup } from './segment-references.ts';
import { loadSegments } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** Who would be in a segment with this rule. */
export interface RulePreview {
  /** Exact up to `MAX_COUNT`. */
  count: number;
  /** There are more than `count`. */
  more: boolean;
  /** Some of those found, the most recently active first. */
  members: PreviewedMember[];
}

export interface PreviewedMember {
  id: string;
  name: string;
  kind: string;
  address: string | null;
  lastActivityAt: Date | null;
}

/** Nobody decides otherwise because it is 31,000 and not 30,000; a saved segment is counted to the last. */
export const MAX_COUNT = 10_000;

/** Counts and shows who a rule selects. Throws a WafaError where it names a segment that is not there. */
export async function previewRule(
  tx: Tx,
  rule: Rule,
  present: RulePresent,
  options: { limit: number },
): Promise<RulePreview> {
  const segments = await loadSegments(tx);
  checkReferences(rule, undefined, segments);
  const { holds, from } = compileRule(rule, present, segmentLookup(segments, { byRule: false }));
  const { rows } = await sql<{
    count: number;
    members: (Omit<PreviewedMember, 'lastActivityAt'> & { lastActivityAt: string | null })[];
  }>`
    with found as materialized (
      select c.id, c.last_activity_at from ${from} where ${holds} limit ${MAX_COUNT + 1}
    ), shown as (
      select id from found order by last_activity_at desc nulls last, id limit ${options.limit}
    )
    select (select count(*) from found) as count,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'kind', c.kind,
        'lastActivityAt', c.last_activity_at, 'address', (select a.address from contact_addresses a where a.contact_id = c.id
          order by a.created_at, a.canonical limit 1))
        order by c.last_activity_at desc nulls last, c.id)
        from shown join contacts c on c.id = shown.id), '[]'::jsonb) as members`.execute(tx);
  const { count = 0, members = [] } = rows[0] ?? {};
  return {
    count: Math.min(count, MAX_COUNT),
    more: count > MAX_COUNT,
    members: members.map((member) => ({
      ...member,
      lastActivityAt: member.lastActivityAt === null ? null : new Date(member.lastActivityAt),
    })),
  };
}
