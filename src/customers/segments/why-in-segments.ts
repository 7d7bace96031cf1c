import type { Tx } from '../../database/tables.ts';
import type { Locale } from '../../lib/locale.ts';
import type { Reader } from '../../rendering/speaker.ts';
import { explainRules } from './explain-members.ts';
import { loadSegments } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** A segment that somebody is in. */
export interface Membership {
  name: string;
  title: Partial<Record<Locale, string>>;
  since: Date;
  /** In the reader's language; null for a list kept by hand, and where the rule does not hold any more. */
  why: string | null;
  isByHand: boolean;
}

/** The segments that one contact is in, each with the reason, by their names; all reasons in one statement. */
export async function whyInSegments(
  tx: Tx,
  contactId: string,
  present: RulePresent,
  reader: Reader,
): Promise<Membership[]> {
  const rows = await tx
    .selectFrom('segment_members')
    .select(['segment_id', 'since'])
    .where('contact_id', '=', contactId)
    .execute();
  if (rows.length === 0) return [];
  const since = new Map(rows.map((row) => [row.segment_id, row.since]));
  const segments = await loadSegments(tx);
  const theirs = [...segments.values()].filter(({ id }) => since.has(id));
  const rules = theirs.flatMap(({ rule }) => (rule ? [rule] : []));
  const explained = await explainRules(tx, rules, [contactId], present, segments, reader);
  const explanations = new Map(
    (explained.get(contactId) ?? []).map((explanation, at) => [rules[at], explanation]),
  );
  return theirs.map(({ id, name, title, rule, kind }) => {
    const explanation = rule ? explanations.get(rule) : undefined;
    return {
      name,
      title,
      since: since.get(id) ?? present.now,
      why: explanation?.holds === true ? explanation.sentence : null,
      isByHand: kind === 'static',
    };
  });
}
