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
      leaves.push(segment ? memberLeaf(segment.members) : compileLeaf(leaf as never, present, 'probe'));
    }
  };
  for (const rule of rules) add(rule);
  if (contactIds.length === 0) return new Map();
  const rows = await readLeaves(tx, contactIds, leaves, options.values ?? false);
  const checks = checksOf(places, lookup);
  return new Map(rows.map((row) => [row.id, evaluationOf(row, places, checks)]));
}

function memberLeaf(segmentId: string): CompiledLeaf {
  const holds = isMember(segmentId, 'probe');
  return { holds, value: holds, turns: [] };
}

interface LeafRow {
  id: string;
  /** A `t` or an `f` for each condition. */
  holding: string;
  turnsAt: Date | null;
  values: unknown[];
}

type Check = (holding: string) => boolean;

/** What a rule asks of the answers, worked out once for all contacts. */
function checksOf(places: ReadonlyMap<string, number>, lookup: SegmentLookup): (rule: Rule) => Check {
  const known = new Map<Rule, Check>();
  const make = (rule: Rule): Check => {
    if ('all' in rule || 'any' in rule || 'not' in rule) {
      const checks = childrenOf(rule).map(checkOf);
      if ('all' in rule) return (holding) => checks.every((check) => check(holding));
      if ('any' in rule) return (holding) => checks.some((check) => check(holding));
      return (holding) => !checks.some((check) => check(holding));
    }
    const place = places.get(keyOf(rule));
    if (place !== undefined) return (holding) => holding[place] === 't';
    const segment = 'segment' in rule ? lookup(rule.segment) : undefined;
    if (segment && 'rule' in segment) return checkOf(segment.rule);
    throw new Error('a condition was not evaluated');
  };
  const checkOf = (rule: Rule): Check => {
    const check = known.get(rule) ?? make(rule);
    known.set(rule, check);
    return check;
  };
  return checkOf;
}

function evaluationOf(
  { holding, turnsAt, values }: LeafRow,
  places: ReadonlyMap<string, number>,
  checkOf: (rule: Rule) => Check,
): Evaluation {
  return {
    holds: (rule) => checkOf(rule)(holding),
    turnsAt,
    valueOf: (leaf) => values[places.get(keyOf(leaf)) ?? -1] ?? null,
  };
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
  withValues: boolean,
): Promise<LeafRow[]> {
  const holding = leaves.map(({ holds }) => sql`case when ${holds} then 't' else 'f' end`);
  const turns = leaves.flatMap((leaf) => leaf.turns);
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
