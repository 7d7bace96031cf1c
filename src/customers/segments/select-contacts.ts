import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { compileRule } from './compile-rule.ts';
import type { Rule } from './rule.ts';
import { segmentLookup } from './segment-references.ts';
import { loadSegments, segmentNamed } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/**
 * The next contacts of a segment after `after` (a contact's id; undefined at the start), in the order of their ids, as its
 * rule finds them now; members that are behind the present play no part. Throws a WafaError where there is no such segment.
 */
export async function selectContacts(
  tx: Tx,
  name: string,
  present: RulePresent,
  page: { after: string | undefined; limit: number; kinds: readonly string[] },
): Promise<string[]> {
  const segments = await loadSegments(tx);
  const segment = segmentNamed(segments, name);
  const rule: Rule = { segment: segment.name };
  const { holds, from } = compileRule(rule, present, segmentLookup(segments, { byRule: true }));
  const { rows } = await sql<{ id: string }>`select c.id from ${from}
    where c.kind = any(${[...page.kinds]}::text[]) and ${holds}
      ${page.after === undefined ? sql`` : sql`and c.id > ${page.after}::uuid`}
    order by c.id limit ${page.limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
