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
    writer: mailWriter({ templates, brand, identity, locale, calendar }),
  };
}

function planSettings({ config }: Workspace) {
  const { business, sending } = config;
  const own = ownIdentity(config);
  return {
    timeZone: business.timeZone,
    businessHours: business.businessHours,
    locale: business.locale,
    frequencyCap: sending.frequencyCap,
    isOwn: (canonical: string) => isOwn(own, canonical),
  };
}
