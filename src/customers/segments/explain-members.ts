import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Reader } from '../../rendering/speaker.ts';
import { type Evaluation, evaluateRules } from './evaluate-rules.ts';
import { COUNT } from './events.ts';
import { explainLeaf, type HabitFacts, saysSilence } from './explain-leaf.ts';
import { type ReasonSpeaker, reasonSpeaker } from './reason-words.ts';
import type { Leaf, Rule } from './rule.ts';
import { segmentLookup } from './segment-references.ts';
import type { StoredSegment } from './stored-segment.ts';
import type { RulePresent } from './time-bounds.ts';

/** Why somebody is in a segment, or is not: one sentence, and each condition by itself. */
export interface Explanation {
  holds: boolean;
  sentence: string;
  conditions: { leaf: Leaf; holds: boolean; words: string }[];
}

/** Explains a rule for each of these contacts, with the values that decide it, in the reader's language. */
export async function explainMembers(
  tx: Tx,
  rule: Rule,
  contactIds: readonly string[],
  present: RulePresent,
  segments: ReadonlyMap<string, StoredSegment>,
  reader: Reader = { locale: 'en', timeZone: present.timeZone },
): Promise<Map<string, Explanation>> {
  const explained = await explainRules(tx, [rule], contactIds, present, segments, reader);
  return new Map([...explained].flatMap(([id, [first]]) => (first ? [[id, first]] : [])));
}

/** The same for several rules at once: for each contact an explanation of each rule, in their order. */
export async function explainRules(
  tx: Tx,
  rules: readonly Rule[],
  contactIds: readonly string[],
  present: RulePresent,
  segments: ReadonlyMap<string, StoredSegment>,
  reader: Reader,
): Promise<Map<string, Explanation[]>> {
  const lookup = segmentLookup(segments, { byRule: true });
  const evaluations = await evaluateRules(tx, contactIds, rules, present, lookup, { values: true });
  const facts = await loadFacts(tx, contactIds);
  const { locale } = reader;
  // In English a segment goes by the name that is typed.
  const say = reasonSpeaker(reader, present.now, (name) =>
    locale === 'en' ? name : (segments.get(name)?.title[locale] ?? name),
  );
  return new Map(
    [...evaluations].flatMap(([id, evaluation]): [string, Explanation[]][] => {
      const known = facts.get(id);
      return known ? [[id, rules.map((rule) => explain(rule, evaluation, known, say))]] : [];
    }),
  );
}

async function loadFacts(tx: Tx, contactIds: readonly string[]): Promise<Map<string, HabitFacts>> {
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'purchase_count', 'usual_gap_days', 'last_activity_at'])
    .where('id', '=', sql<string>`any(${[...contactIds]}::uuid[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        purchaseCount: row.purchase_count,
        usualGapDays: row.usual_gap_days,
        lastActivityAt: row.last_activity_at,
      },
    ]),
  );
}

function explain(rule: Rule, evaluation: Evaluation, facts: HabitFacts, say: ReasonSpeaker): Explanation {
  const holds = evaluation.holds(rule);
  const conditions = decisive(rule, holds, evaluation).map((leaf) => {
    const held = evaluation.holds(leaf);
    return { leaf, holds: held, words: explainLeaf(leaf, held, evaluation.valueOf(leaf), facts, say) };
  });
  return { holds, sentence: sentenceOf(conditions, say), conditions };
}

/** The conditions that make a rule what it is: all of those that must hold, the first of those of which one is enough. */
function decisive(rule: Rule, holds: boolean, evaluation: Evaluation): Leaf[] {
  if ('not' in rule) return decisive(rule.not, !holds, evaluation);
  if ('all' in rule || 'any' in rule) {
    const children = 'all' in rule ? rule.all : rule.any;
    const everyOne = 'all' in rule ? holds : !holds;
    const deciding = children.filter((child) => evaluation.holds(child) === holds);
    return (everyOne ? children : deciding.slice(0, 1)).flatMap((child) =>
      decisive(child, holds, evaluation),
    );
  }
  return [rule];
}

/** What almost everybody in a segment has in common is left out where there is more to say, and what silence says already. */
function sentenceOf(
  conditions: readonly { leaf: Leaf; holds: boolean; words: string }[],
  { words }: ReasonSpeaker,
): string {
  const isSilent = conditions.some(({ leaf, holds }) => holds && saysSilence(leaf));
  const telling = conditions.filter(
    ({ leaf, holds }) => !isPlain(leaf, holds) && !(isSilent && isSaidBySilence(leaf)),
  );
  const told = telling.length > 0 ? telling : conditions;
  return [...new Set(told.map((one) => one.words))].join(words.comma);
}

function isPlain(leaf: Leaf, holds: boolean): boolean {
  return ('field' in leaf && leaf.field === 'kind') || ('segment' in leaf && !holds) || 'everyone' in leaf;
}

function isSaidBySilence(leaf: Leaf): boolean {
  if ('field' in leaf) return leaf.field === 'last_activity_at' || leaf.field === 'usual_gap_days';
  return 'event' in leaf && leaf.event === 'purchases' && leaf.measure === COUNT && !leaf.when && !leaf.where;
}
