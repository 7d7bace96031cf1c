import { type RawBuilder, sql } from 'kysely';
import { KEPT_MARK } from '../../database/kept-statements.ts';
import type { Tx } from '../../database/tables.ts';
import { contactsWith, type SegmentLookup } from './compile-rule.ts';
import type { CompiledLeaf } from './compiled-leaf.ts';
import { keyOf, planEvaluation } from './plan-evaluation.ts';
import { childrenOf, type Leaf, type Rule } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** What the conditions of rules are for one contact. */
export interface Evaluation {
  holds(rule: Rule): boolean;
  /** What a condition was held against; null unless values were asked for. */
  valueOf(leaf: Leaf): unknown;
  /** When one of the conditions may turn because time passes; null when none will. */
  turnsAt: Date | null;
  /** What was asked for beside the conditions. */
  also: string | null;
}

/**
 * Evaluates rules for some contacts in one statement: each different condition of all of them once. Segments that they
 * ask about are evaluated by their own rules where `lookup` gives them. Contacts that are not there are not in the answer.
 * `also`: a text about a contact `c` that is read with them. `asPage`: they are (nearly) all there are between the first and
 * the last of them, in the order of their ids. `often`: the same rules are asked again and again.
 */
export async function evaluateRules(
  tx: Tx,
  contactIds: readonly string[],
  rules: readonly Rule[],
  present: RulePresent,
  lookup: SegmentLookup,
  options: { values?: boolean; also?: RawBuilder<string | null>; asPage?: boolean; often?: boolean } = {},
): Promise<Map<string, Evaluation>> {
  const { values: withValues = false } = options;
  if (contactIds.length === 0) return new Map();
  const { places, leaves } = planEvaluation(rules, present, lookup, { all: withValues });
  const rows = await readLeaves(tx, contactIds, leaves, options);
  const checks = checksOf(places, lookup);
  return new Map(rows.map((row) => [row.id, evaluationOf(row, places, checks)]));
}

interface LeafRow {
  id: string;
  /** A `t` or an `f` for each condition. */
  holding: string;
  turnsAt: Date | null;
  also: string | null;
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
  { holding, turnsAt, also, values }: LeafRow,
  places: ReadonlyMap<string, number>,
  checkOf: (rule: Rule) => Check,
): Evaluation {
  return {
    holds: (rule) => checkOf(rule)(holding),
    turnsAt,
    also,
    valueOf: (leaf) => values[places.get(keyOf(leaf)) ?? -1] ?? null,
  };
}

const KEPT = sql.raw(`${KEPT_MARK} `);
const NOT_KEPT = sql``;
/** A function takes a hundred arguments. */
const AT_ONCE = 50;

async function readLeaves(
  tx: Tx,
  contactIds: readonly string[],
  leaves: readonly CompiledLeaf[],
  {
    values: withValues = false,
    also = sql`null`,
    asPage = false,
    often = false,
  }: Parameters<typeof evaluateRules>[5] & object,
): Promise<LeafRow[]> {
  const holding = leaves.map(({ holds }) => sql`case when ${holds} then 't' else 'f' end`);
  const turns = leaves.flatMap((leaf) => leaf.turns);
  const values = withValues ? inChunks(leaves.map(({ value }) => value)) : [];
  // Of one contact the same plan is right whoever it is.
  const kept = often && contactIds.length === 1;
  const { rows } = await sql<LeafRow>`${kept ? KEPT : NOT_KEPT}select c.id,
      ${holding.length > 0 ? sql.join(holding, sql` || `) : sql`''`} as holding,
      ${turns.length > 0 ? earliest(turns) : sql`null::timestamptz`} as "turnsAt",
      ${values.length > 0 ? sql.join(values, sql` || `) : sql`'[]'::jsonb`} as values, ${also} as also
    from ${fromContacts(contactIds, kept, asPage)}`.execute(tx);
  const wanted = new Set(contactIds);
  return rows.filter(({ id }) => wanted.has(id));
}

function fromContacts(contactIds: readonly string[], one: boolean, asPage: boolean): RawBuilder<unknown> {
  if (one) return sql`${contactsWith(true)} where c.id = ${contactIds[0]}::uuid`;
  return asPage
    ? pageOf(contactIds)
    : sql`${contactsWith(true)} where c.id = any(${[...contactIds]}::uuid[])`;
}

/**
 * The rows of a page lie together. Scores are looked up for each: the planner, which knows little of ranges at the end of a
 * growing table, would now and then go through those of the page for each of its contacts.
 */
function pageOf(contactIds: readonly string[]): RawBuilder<unknown> {
  return sql`contacts c
    left join lateral (select * from scores where business_id = c.business_id and contact_id = c.id offset 0) s on true
    where c.id >= ${contactIds[0]}::uuid and c.id <= ${contactIds.at(-1)}::uuid`;
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
