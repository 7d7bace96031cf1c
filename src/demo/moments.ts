import { digestAutomations, newsletterAutomations } from '../automations/automation.ts';
import { nextCronTime } from '../lib/cron-next.ts';
import type { Workspace } from '../schedule/workspace.ts';

/** A time at which something may be due. */
export interface Moment {
  at: Date;
  newsletter: boolean;
  digest: boolean;
}

/** Before the shop opens; whoever has fallen silent since yesterday is noticed. */
const EVERY_MORNING = '0 7 * * *';

/** The next moment after `from` of the newsletter's or the digest's own schedule; with `mornings`, also of each day. */
export function nextMoment(
  { automations, config }: Pick<Workspace, 'automations' | 'config'>,
  from: Date,
  { mornings }: { mornings: boolean },
): Moment {
  const { timeZone } = config.business;
  const zones = config.managers.map((manager) => manager.timeZone ?? timeZone);
  const newsletters = newsletterAutomations(automations).map(({ trigger }) => dueAt(trigger.cron, timeZone));
  const digests = digestAutomations(automations).flatMap(({ trigger }) =>
    zones.map((zone) => dueAt(trigger.cron, zone)),
  );
  const morning = mornings ? [dueAt(EVERY_MORNING, timeZone)] : [];
  const at = Math.min(...newsletters, ...digests, ...morning);
  return { at: new Date(at), newsletter: newsletters.includes(at), digest: digests.includes(at) };

  function dueAt(cron: string, zone: string): number {
    return nextCronTime(cron, zone, from)?.dueAt.getTime() ?? Number.POSITIVE_INFINITY;
  }
}
