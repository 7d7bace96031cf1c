import type { Tx } from '../../database/tables.ts';
import type { Automation, SignalAutomation } from '../automation.ts';
import { type NewSignals, newSignals } from '../new-signals.ts';
import type { LookOptions } from './marks.ts';
import { newDates } from './new-dates.ts';
import { newMembers } from './new-members.ts';
import { newOccasions } from './new-occasions.ts';

/** What has come about since the last look that starts an automation, at most `limit`, and has no answer yet. */
export function newTriggers(
  tx: Tx,
  automation: SignalAutomation,
  options: LookOptions & { timeZone: string },
): Promise<NewSignals> {
  if (startsBy(automation, 'signal')) return newSignals(tx, automation, options);
  if (startsBy(automation, 'date')) return newDates(tx, automation, options);
  if (startsBy(automation, 'occasion')) return newOccasions(tx, automation, options);
  if (startsBy(automation, 'holiday') || startsBy(automation, 'contacts'))
    return newMembers(tx, automation, options);
  throw new Error(`nothing starts ${automation.name}`);
}

/** Whether an automation is started so. */
export function startsBy<Kind extends Automation['trigger']['kind']>(
  automation: SignalAutomation,
  kind: Kind,
): automation is SignalAutomation & { trigger: Extract<Automation['trigger'], { kind: Kind }> } {
  return automation.trigger.kind === kind;
}
