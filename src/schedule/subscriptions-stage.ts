import { confirmSubscriptions } from '../outbox/confirm-subscriptions.ts';
import type { Stage } from './lane.ts';
import type { MailSettings } from './mail-settings.ts';
import type { Workspace } from './workspace.ts';

/** Letters of one batch. */
const BATCH = 50;

/** Writes to who asked for newsletters, so that they confirm it. */
export function subscriptionsStage(
  workspace: Workspace,
  { identity }: MailSettings,
  nudgeDelivery: () => void,
): Stage {
  const { db, businessId, config, clock } = workspace;
  const { business, consent } = config;
  return {
    name: 'confirm-subscriptions',
    async run() {
      const report = await confirmSubscriptions({
        db,
        businessId,
        templates: workspace.templates,
        brand: { name: business.name, ...business.brand },
        identity,
        locale: business.locale,
        timeZone: business.timeZone,
        calendar: business.calendar,
        settings: consent,
        now: await clock.now(),
        limit: BATCH,
      });
      if (report.did > 0) nudgeDelivery();
      return report;
    },
  };
}
