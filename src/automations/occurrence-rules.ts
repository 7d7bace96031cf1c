import {
  type Automation,
  digestAutomations,
  newsletterAutomations,
  signalAutomations,
} from './automation.ts';
import type { OccurrenceRule } from './occurrences.ts';

/** The rule of a newsletter, or of steps that begin for each of a segment, is its automation's name; that of a digest has the manager after it. */
export function occurrenceRules(
  automations: readonly Automation[],
  businessTimeZone: string,
  managers: readonly { id: string; timeZone: string }[],
): OccurrenceRule[] {
  const scheduled = (
    automation: Pick<Automation, 'downtime' | 'maxLatenessMs' | 'mode'> & { trigger: { cron: string } },
  ) => ({
    cron: automation.trigger.cron,
    downtime: automation.downtime,
    maxLatenessMs: automation.maxLatenessMs,
    active: automation.mode !== 'off',
  });
  return [
    ...newsletterAutomations(automations).map((automation) => ({
      rule: automation.name,
      timeZone: businessTimeZone,
      ...scheduled(automation),
    })),
    ...signalAutomations(automations).flatMap(({ trigger, ...automation }) =>
      trigger.kind === 'contacts'
        ? [{ rule: automation.name, timeZone: businessTimeZone, ...scheduled({ ...automation, trigger }) }]
        : [],
    ),
    ...digestAutomations(automations).flatMap((automation) =>
      managers.map(({ id, timeZone }) => ({
        rule: digestRule(automation.name, id),
        timeZone,
        ...scheduled(automation),
      })),
    ),
  ];
}

/** The rule of one manager's digest: each has Monday 08:00 at another instant. */
function digestRule(automation: string, managerId: string): string {
  return `${automation}:${managerId}`;
}

/** The automation and the manager of a rule that `occurrenceRules` made; no manager for a newsletter. */
export function parseRule(rule: string): { automation: string; managerId?: string } {
  const [automation = '', managerId] = rule.split(':', 2);
  return managerId === undefined ? { automation } : { automation, managerId };
}
