import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { compileEvent } from './compile-event.ts';
import { compileField, isScore } from './compile-field.ts';
import { compileFlag } from './compile-flag.ts';
import { type Asking, anyRow, type CompiledLeaf } from './compiled-leaf.ts';
import { type Leaf, leavesOf, type Rule } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** How `in segment` is looked up: by its members, or by its own rule. */
export type SegmentLookup = (name: string) => { members: string } | { rule: Rule };

/** A rule as SQL about a contact `c`. Of a rule's text nothing becomes SQL: columns are ours, values are parameters. */
interface CompiledRule {
  /** True where it holds; false or null where it does not. */
  holds: RawBuilder<SqlBool>;
  /** `contacts as c`, with what else it needs. */
  from: RawBuilder<unknown>;
}

/** The rule must have been checked (`parseRule`, `readRule`), and its segments be there and free of circles. */
export function compileRule(rule: Rule, present: RulePresent, lookup: SegmentLookup): CompiledRule {
  return { holds: compileNode(rule, present, lookup), from: contactsWith(usesScores(rule, lookup)) };
}

function compileNode(rule: Rule, present: RulePresent, lookup: SegmentLookup): RawBuilder<SqlBool> {
  const inner = (child: Rule) => compileNode(child, present, lookup);
  if ('all' in rule) return sql`(${sql.join(rule.all.map(inner), sql` and `)})`;
  if ('any' in rule) return sql`(${sql.join(rule.any.map(inner), sql` or `)})`;
  // Where nothing is known a condition is null, and its negation holds.
  if ('not' in rule) return sql`(${inner(rule.not)}) is not true`;
  if (!('segment' in rule)) return compileLeaf(rule, present, 'select').holds;
  const segment = lookup(rule.segment);
  return 'rule' in segment ? inner(segment.rule) : isMember(segment.members, 'select');
}

/** A condition as SQL; membership in a segment is looked up by `isMember`. */
export function compileLeaf(
  leaf: Exclude<Leaf, { segment: string }>,
  present: RulePresent,
  asking: Asking,
): CompiledLeaf {
  if ('everyone' in leaf) return { holds: sql`true`, value: sql`true`, turns: [], atHand: true };
  if ('flag' in leaf) return compileFlag(leaf.flag, present, asking);
  return 'field' in leaf ? compileField(leaf, present, asking) : compileEvent(leaf, present, asking);
}

export function isMember(segmentId: string, asking: Asking): RawBuilder<SqlBool> {
  return anyRow(
    asking,
    sql`from segment_members m where m.contact_id = c.id and m.segment_id = ${segmentId}::uuid`,
  );
}

/** The contacts as `c`, with their scores as `s`. */
export function contactsWith(scores: boolean): RawBuilder<unknown> {
  return scores
    ? sql`contacts c left join scores s on s.business_id = c.business_id and s.contact_id = c.id`
    : sql`contacts c`;
}

function usesScores(rule: Rule, lookup: SegmentLookup): boolean {
  return leavesOf(rule).some((leaf) => {
    if ('field' in leaf) return isScore(leaf.field);
    if (!('segment' in leaf)) return false;
    const segment = lookup(leaf.segment);
    return 'rule' in segment && usesScores(segment.rule, lookup);
  });
}
