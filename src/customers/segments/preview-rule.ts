import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { withinTime } from '../../database/within-time.ts';
import { compileRule } from './compile-rule.ts';
import { estimateMembers } from './estimate-members.ts';
import type { Rule } from './rule.ts';
import { checkReferences, segmentLookup } from './segment-references.ts';
import { loadSegments } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** Who would be in a segment with this rule. */
export interface RulePreview {
  count: number;
  precision: Precision;
  /** Some of those found, the most recently active first. */
  members: PreviewedMember[];
}

/** How `count` is meant: beyond `MAX_COUNT` it is not counted, and what takes too long is estimated. */
export type Precision = 'exact' | 'more than' | 'about' | 'fewer than';

export interface PreviewedMember {
  id: string;
  name: string;
  kind: string;
  address: string | null;
  lastActivityAt: Date | null;
}

/** Nobody decides otherwise because it is 31,000 and not 30,000; a saved segment is counted to the last. */
const MAX_COUNT = 10_000;
/** Somebody who tries out rules waits for each: a count that takes longer is estimated, unless it must be exact. */
const PATIENCE_MS = 180;
const EXACT_PATIENCE_MS = 120_000;

/** Counts and shows who a rule selects. Throws a WafaError where it names a segment that is not there. */
export async function previewRule(
  tx: Tx,
  rule: Rule,
  present: RulePresent,
  options: { limit: number; exact?: boolean },
): Promise<RulePreview> {
  const segments = await loadSegments(tx);
  checkReferences(rule, undefined, segments);
  const lookup = segmentLookup(segments, { byRule: false });
  const { holds, from } = compileRule(rule, present, lookup);
  const counted = await withinTime(tx, options.exact ? EXACT_PATIENCE_MS : PATIENCE_MS, () =>
    countFound(
      tx,
      sql`select c.id, c.last_activity_at from ${from} where ${holds} limit ${MAX_COUNT + 1}`,
      options.limit,
    ),
  );
  if (counted)
    return {
      count: Math.min(counted.count, MAX_COUNT),
      precision: counted.count > MAX_COUNT ? 'more than' : 'exact',
      members: counted.members,
    };
  const { ids, ...estimate } = await estimateMembers(tx, rule, present, lookup);
  const found = sql`select c.id, c.last_activity_at from contacts c where c.id = any(${ids}::uuid[])`;
  const { members } = await countFound(tx, found, options.limit);
  return { ...estimate, members };
}

async function countFound(
  tx: Tx,
  found: RawBuilder<unknown>,
  limit: number,
): Promise<{ count: number; members: PreviewedMember[] }> {
  type Row = Omit<PreviewedMember, 'lastActivityAt'> & { lastActivityAt: string | null };
  const { rows } = await sql<{ count: number; members: Row[] }>`
    with found as materialized (${found}), shown as (
      select id from found order by last_activity_at desc nulls last, id limit ${limit}
    )
    select (select count(*) from found) as count,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'kind', c.kind,
        'lastActivityAt', c.last_activity_at, 'address', (select a.address from contact_addresses a where a.contact_id = c.id
          order by a.created_at, a.canonical limit 1))
        order by c.last_activity_at desc nulls last, c.id)
        from shown join contacts c on c.id = shown.id), '[]'::jsonb) as members`.execute(tx);
  const { count = 0, members = [] } = rows[0] ?? {};
  return {
    count,
    members: members.map((member) => ({
      ...member,
      lastActivityAt: member.lastActivityAt === null ? null : new Date(member.lastActivityAt),
    })),
  };
}
