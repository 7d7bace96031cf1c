import { closedOn, holdRules } from '../automations/hold-rules.ts';
import type { MailWriter } from '../automations/mail-request.ts';
import { mailWriter } from '../automations/mail-writer.ts';
import { ownIdentity } from '../customers/match/own.ts';
import { isOwn } from '../messages/log/own-addresses.ts';
import type { SendingIdentity } from '../outbox/enqueue.ts';
import { type RegisteredMailbox, sendingIdentity } from './senders.ts';
import type { Workspace } from './workspace.ts';

/** How this business writes: who sends, in which hours, with which look. */
export interface MailSettings {
  identity: SendingIdentity;
  settings: ReturnType<typeof planSettings>;
  writer: MailWriter;
}

export function mailSettings(workspace: Workspace, mailboxes: readonly RegisteredMailbox[]): MailSettings {
  const { config, templates } = workspace;
  const { business } = config;
  const identity = sendingIdentity(workspace, mailboxes);
  const brand = { name: business.name, ...business.brand };
  const { locale, calendar } = business;
  return {
    identity,
    settings: planSettings(workspace),
    writer: mailWriter({
      templates,
      brand,
      identity,
      locale,
      calendar,
      surveys: workspace.surveys,
      loyalty: config.loyalty,
    }),
  };
}

/** Whom, when and how often, as the configuration says; of automations what stands in their files at the moment. */
export function planSettings(workspace: Pick<Workspace, 'config' | 'automations'>) {
  const { config } = workspace;
  const { business, sending } = config;
  const own = ownIdentity(config);
  return {
    timeZone: business.timeZone,
    businessHours: { ...business.businessHours, closedOn: closedOn(config) },
    locale: business.locale,
    frequencyCap: sending.frequencyCap,
    isOwn: (canonical: string) => isOwn(own, canonical),
    rules: holdRules(config, (name) => priorityOf(workspace.automations, name)),
  };
}

/** Of automations that send marketing mail at the moment: they are rivals for a person's day. */
function priorityOf(automations: Workspace['automations'], name: string): number | undefined {
  const automation = automations.find((one) => one.name === name);
  if (!automation || automation.mode === 'off' || automation.mode === 'dry-run') return undefined;
  return automation.class === 'marketing' ? (automation.priority ?? 0) : undefined;
}
