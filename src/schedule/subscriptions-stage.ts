import { askAboutUnsubscribes } from '../cases/tasks/ask-about-unsubscribes.ts';
import { inBusiness } from '../database/in-business.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import { confirmSubscriptions } from '../outbox/confirm-subscriptions.ts';
import type { Stage } from './lane.ts';
import type { MailSettings } from './mail-settings.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

/** Letters, or tasks, of one batch. */
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

/** A wish that proves nothing waits for a person, who does not look every second. */
const LOOK_EVERY_MS = MINUTE_MS;

/** Has a person look at who asked, unverified, not to be mailed any more. */
export function unsubscribeTasksStage({ db, businessId, config, clock }: Workspace): Stage {
  const { locale } = config.business;
  const stage: Stage = {
    name: 'ask-about-unsubscribes',
    async run() {
      const now = await clock.now();
      const did = await inBusiness(db, businessId, (tx) =>
        askAboutUnsubscribes(tx, { locale, now, limit: BATCH }),
      );
      return { did, more: did >= BATCH };
    },
  };
  return unhurried(stage, clock, LOOK_EVERY_MS);
}
