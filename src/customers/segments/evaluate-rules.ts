import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { compileLeaf, contactsWith, isMember, type SegmentLookup } from './compile-rule.ts';
import type { CompiledLeaf } from './compiled-leaf.ts';
import { childrenOf, type Leaf, leavesOf, type Rule } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** What the conditions of rules are for one contact. */
export interface Evaluation {
  holds(rule: Rule): boolean;
  /** What a condition was held against; null unless values were asked for. */
  valueOf(leaf: Leaf): unknown;
  /** When one of the conditions may turn because time passes; null when none will. */
  turnsAt: Date | null;
}

/**
 * Evaluates rules for some contacts in one statement: each different condition of all of them once. Segments that they
 * ask about are evaluated by their own rules where `lookup` gives them. Contacts that are not there are not in the answer.
 */
export async function evaluateRules(
  tx: Tx,
  contactIds: readonly string[],
  rules: readonly Rule[],
  present: RulePresent,
  lookup: SegmentLookup,
  options: { values?: boolean } = {},
): Promise<Map<string, Evaluation>> {
  const places = new Map<string, number>();
  const leaves: CompiledLeaf[] = [];
  const add = (rule: Rule): void => {
    for (const leaf of leavesOf(rule)) {
      if (places.has(keyOf(leaf))) continue;
      const segment = 'segment' in leaf ? lookup(leaf.segment) : undefined;
      if (segment && 'rule' in segment) {
        add(segment.rule);
        continue;
      }
      places.set(keyOf(leaf), leaves.length);
      leaves.push(segment ? memberLeaf(segment.members) : compileLeaf(leaf as never, present));
    }
  };
  for (const rule of rules) add(rule);
  if (contactIds.length === 0) return new Map();
  const rows = await readLeaves(tx, contactIds, leaves, present, options.values ?? false);
  return new Map(rows.map((row) => [row.id, evaluationOf(row, places, lookup)]));
}

function memberLeaf(segmentId: string): CompiledLeaf {
  const holds = isMember(segmentId);
  return { holds, value: holds, turns: [] };
}

interface LeafRow {
  id: string;
  /** A `t` or an `f` for each condition. */
  holding: string;
  turnsAt: Date | null;
  values: unknown[];
}

function evaluationOf(
  { holding, turnsAt, values }: LeafRow,
  places: ReadonlyMap<string, number>,
  lookup: SegmentLookup,
): Evaluation {
  const placeOf = (leaf: Leaf) => places.get(keyOf(leaf));
  const holds = (rule: Rule): boolean => {
    if ('all' in rule) return rule.all.every(holds);
    if ('any' in rule) return rule.any.some(holds);
    if ('not' in rule) return childrenOf(rule).every((child) => !holds(child));
    const place = placeOf(rule);
    if (place !== undefined) return holding[place] === 't';
    const segment = 'segment' in rule ? lookup(rule.segment) : undefined;
    if (segment && 'rule' in segment) return holds(segment.rule);
    throw new Error('a condition was not evaluated');
  };
  return { holds, turnsAt, valueOf: (leaf) => values[placeOf(leaf) ?? -1] ?? null };
}

function keyOf(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

/** A function takes a hundred arguments. */
const AT_ONCE = 50;

async function readLeaves(
  tx: Tx,
  contactIds: readonly string[],
  leaves: readonly CompiledLeaf[],
  { now }: RulePresent,
  withValues: boolean,
): Promise<LeafRow[]> {
  const holding = leaves.map(({ holds }) => sql`case when ${holds} then 't' else 'f' end`);
  const turns = leaves
    .flatMap((leaf) => leaf.turns)
    .map((turn) => sql`case when ${turn} > ${now}::timestamptz then ${turn} end`);
  const values = withValues ? inChunks(leaves.map(({ value }) => value)) : [];
  const { rows } = await sql<LeafRow>`select c.id,
      ${holding.length > 0 ? sql.join(holding, sql` || `) : sql`''`} as holding,
      ${turns.length > 0 ? earliest(turns) : sql`null::timestamptz`} as "turnsAt",
      ${values.length > 0 ? sql.join(values, sql` || `) : sql`'[]'::jsonb`} as values
    from ${contactsWith(true)} where c.id = any(${[...contactIds]}::uuid[])`.execute(tx);
  return rows;
}

function earliest(turns: RawBuilder<unknown>[]): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  for (let start = 0; start < turns.length; start += AT_ONCE)
    parts.push(sql`least(${sql.join(turns.slice(start, start + AT_ONCE))})`);
  return sql`least(${sql.join(parts)})`;
}

function inChunks(values: readonly RawBuilder<unknown>[]): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [];
  for (let start = 0; start < values.length; start += AT_ONCE)
    parts.push(sql`jsonb_build_array(${sql.join(values.slice(start, start + AT_ONCE))})`);
  return parts;
}
