import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { SegmentLookup } from './compile-rule.ts';
import { evaluateRules } from './evaluate-rules.ts';
import type { Rule } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** Contacts that are looked at: a tenth of all is told within a tenth of itself. */
const SAMPLE = 2000;
const ALL_PERCENT = 100;

/**
 * About how many contacts a rule selects, from some of them taken at random, and which of those it selects. Of a small
 * business all are looked at.
 */
export async function estimateMembers(
  tx: Tx,
  rule: Rule,
  present: RulePresent,
  lookup: SegmentLookup,
): Promise<{ ids: string[]; count: number; precision: 'about' | 'fewer than' }> {
  const percent = await percentOfTable(tx);
  const sampled = await sql<{
    id: string;
  }>`select id from contacts tablesample system (${percent}::real)`.execute(tx);
  const ids = sampled.rows.map((row) => row.id);
  const evaluations = await evaluateRules(tx, ids, [rule], present, lookup);
  const selected = ids.filter((id) => evaluations.get(id)?.holds(rule));
  // Where none was found, there are with 95 % probability no more than three times what one found would stand for.
  const precision = selected.length === 0 ? 'fewer than' : 'about';
  const found = selected.length === 0 ? RULE_OF_THREE : selected.length;
  return { ids: selected, count: rounded((found * ALL_PERCENT) / percent), precision };
}

const RULE_OF_THREE = 3;

/** Of the whole table, other businesses' contacts among them: what is theirs is not seen, and the share is the same. */
async function percentOfTable(tx: Tx): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select reltuples::float8 as rows from pg_class
    where oid = 'contacts'::regclass`.execute(tx);
  const known = rows[0]?.rows ?? 0;
  return known > SAMPLE ? Math.max((ALL_PERCENT * SAMPLE) / known, LEAST_PERCENT) : ALL_PERCENT;
}

const LEAST_PERCENT = 0.0001;

/** To two digits: more would be a claim. */
function rounded(count: number): number {
  return Number(count.toPrecision(2));
}
