import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { compileLeaf, compileRule, isMember, type SegmentLookup } from './compile-rule.ts';
import type { CompiledLeaf } from './compiled-leaf.ts';
import { childrenOf, type Leaf, type Rule } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** Each different condition of some rules, as SQL about a contact `c`, and where its answer stands. */
export interface PlannedEvaluation {
  /** By `keyOf`. */
  places: ReadonlyMap<string, number>;
  leaves: readonly CompiledLeaf[];
}

interface PlannedLeaf {
  leaf: CompiledLeaf;
  /** What must hold, one of them, for anybody to ask for its answer; undefined where it is always asked for. */
  wanted: RawBuilder<SqlBool>[] | undefined;
}

/**
 * Each condition of the rules once, those of segments they ask about among them. A condition that costs a look into other
 * tables is answered only where the conditions beside it, which are of the contact's own row, leave its answer open:
 * whoever is no lead is not asked for letters of leads. `all`: every one is answered, for an explanation.
 */
export function planEvaluation(
  rules: readonly Rule[],
  present: RulePresent,
  lookup: SegmentLookup,
  { all }: { all: boolean },
): PlannedEvaluation {
  const planned = new Map<string, PlannedLeaf>();

  function add(rule: Rule, wanted: readonly RawBuilder<SqlBool>[]): void {
    if ('all' in rule) {
      const atHand = rule.all.filter((child) => isAtHand(child, lookup));
      const open = atHand.map((child) => compileRule(child, present, lookup).holds);
      for (const child of rule.all) add(child, all || atHand.includes(child) ? wanted : [...wanted, ...open]);
    } else if ('any' in rule || 'not' in rule) {
      for (const child of childrenOf(rule)) add(child, wanted);
    } else addLeaf(rule, wanted);
  }

  function addLeaf(leaf: Leaf, wanted: readonly RawBuilder<SqlBool>[]): void {
    const segment = 'segment' in leaf ? lookup(leaf.segment) : undefined;
    if (segment && 'rule' in segment) {
      add(segment.rule, wanted);
      return;
    }
    const key = keyOf(leaf);
    const known = planned.get(key) ?? {
      leaf: segment ? memberLeaf(segment.members) : compileLeaf(leaf as never, present, 'probe'),
      wanted: [],
    };
    planned.set(key, known);
    if (wanted.length === 0 || known.leaf.atHand) known.wanted = undefined;
    else known.wanted?.push(sql<SqlBool>`(${sql.join([...wanted], sql` and `)})`);
  }

  for (const rule of rules) add(rule, []);
  return {
    places: new Map([...planned.keys()].map((key, place) => [key, place])),
    leaves: [...planned.values()].map(onlyWhereWanted),
  };
}

export function keyOf(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

function memberLeaf(segmentId: string): CompiledLeaf {
  const holds = isMember(segmentId, 'probe');
  return { holds, value: holds, turns: [], atHand: false };
}

/** Whether all of it is said by the contact's row and scores. */
function isAtHand(rule: Rule, lookup: SegmentLookup): boolean {
  if ('all' in rule || 'any' in rule || 'not' in rule)
    return childrenOf(rule).every((child) => isAtHand(child, lookup));
  if (!('segment' in rule)) return compileLeaf(rule, NEVER, 'probe').atHand;
  const segment = lookup(rule.segment);
  return 'rule' in segment && isAtHand(segment.rule, lookup);
}

/** Any present will do to tell what a condition looks at. */
const NEVER: RulePresent = { now: new Date(0), timeZone: 'UTC' };

/** A condition that time turns is looked at again when it does; until then it matters to nobody. */
function onlyWhereWanted({ leaf, wanted }: PlannedLeaf): CompiledLeaf {
  if (!wanted) return leaf;
  const asked = sql<SqlBool>`(${sql.join(wanted, sql` or `)})`;
  return {
    ...leaf,
    holds: sql`case when ${asked} then ${leaf.holds} end`,
    turns: leaf.turns.map((turn) => sql`case when ${asked} then ${turn} end`),
  };
}
