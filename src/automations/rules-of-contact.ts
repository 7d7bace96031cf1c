import { evaluateRules } from '../customers/segments/evaluate-rules.ts';
import type { Rule } from '../customers/segments/rule.ts';
import { segmentLookup } from '../customers/segments/segment-references.ts';
import { loadSegments } from '../customers/segments/stored-segment.ts';
import type { RulePresent } from '../customers/segments/time-bounds.ts';
import type { Tx } from '../database/tables.ts';
import type { SignalAutomation } from './automation.ts';
import { isMail } from './instructions.ts';

/** Whether a rule holds for a contact. */
export type Holds = (contactId: string, rule: Rule) => boolean;

/** Evaluates rules for some contacts, each condition once; a rule that was not asked for holds for nobody. */
export async function rulesOfContacts(
  tx: Tx,
  contactIds: readonly string[],
  rules: readonly Rule[],
  present: RulePresent,
): Promise<Holds> {
  if (rules.length === 0 || contactIds.length === 0) return () => false;
  const lookup = segmentLookup(await loadSegments(tx), { byRule: true });
  const evaluations = await evaluateRules(tx, [...new Set(contactIds)], rules, present, lookup);
  return (contactId, rule) => evaluations.get(contactId)?.holds(rule) ?? false;
}

/** Every rule that an automation asks about a person. */
export function rulesOf({ when, stopWhen, steps }: SignalAutomation): Rule[] {
  const branches = steps.flatMap((step) => (!isMail(step) && step.do === 'branch' ? [step.rule] : []));
  return [...(when ? [when.rule] : []), ...(stopWhen ? [stopWhen.rule] : []), ...branches];
}
